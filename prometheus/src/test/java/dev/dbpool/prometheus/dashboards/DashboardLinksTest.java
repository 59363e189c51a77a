package dev.dbpool.prometheus.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** From an alert to the dashboard, and from the dashboard to the page that says what to do. */
class DashboardLinksTest {
    private static final Path ROOT = Dashboard.MODULE.getParent();
    private static final Pattern IN_REPOSITORY =
            Pattern.compile("https://github\\.com/db-pool/db-pool/(?:blob|tree)/main/(.*)");
    private static final Pattern DASHBOARD_URL = Pattern.compile("https://grafana\\.example\\.com(.*)");

    /** How a table makes the name of a page of the name of an alert: source, replacement, pattern. */
    private static final Pattern PAGE = Pattern.compile("\"page\", \"([^\"]*)\", \"alertname\", \"([^\"]*)\"");

    @Test
    void everyLinkLeadsToAPageOfTheRepository() throws IOException {
        List<String> pages = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.links().stream())
                .filter(link -> !link.isEmpty() && !link.startsWith("/d/"))
                .map(link -> link.replace("${__data.fields.Page}", "DatabaseConnectionPoolExhausted"))
                .toList();

        assertThat(pages).hasSizeGreaterThan(20).allSatisfy(link -> {
            assertThat(link).matches(IN_REPOSITORY);
            assertThat(ROOT.resolve(IN_REPOSITORY.matcher(link).replaceAll("$1")))
                    .exists();
        });
    }

    @Test
    void everyFiringAlertLeadsToItsRunbook() throws IOException {
        List<String> tables = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.panelTargets().stream())
                .map(Dashboard.Target::expression)
                .filter(expression -> expression.contains("\"page\""))
                .toList();

        assertThat(tables)
                .hasSize(2)
                .allSatisfy(table -> assertThat(MetricNames.runbooks())
                        .hasSizeGreaterThan(20)
                        .allSatisfy(
                                (alert, page) -> assertThat(page(table, alert)).isEqualTo(page)));
    }

    /** As label_replace does it: each pattern has to match the whole name, or changes nothing. */
    private static String page(String table, String alert) {
        String page = "";
        for (MatchResult rule : PAGE.matcher(table).results().toList()) {
            page = alert.matches(rule.group(2)) ? alert.replaceFirst(rule.group(2), rule.group(1)) : page;
        }
        return page;
    }

    @Test
    void theTablesOfServicesLeadToTheServiceInDepth() throws IOException {
        Dashboard service = Dashboard.all().stream()
                .filter(dashboard -> dashboard.uid().equals("db-pool-service"))
                .findFirst()
                .orElseThrow();
        List<String> links = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.links().stream())
                .filter(link -> link.startsWith("/d/"))
                .toList();

        assertThat(links)
                .hasSize(3)
                .allSatisfy(link -> assertThat(link)
                        .startsWith("/d/" + service.uid() + "?")
                        .contains("var-service=${__value.raw}", "${__url_time_range}"));
    }

    @Test
    void alertsLeadToThisDashboard() throws IOException {
        Dashboard dashboard = Dashboard.shipped();
        List<String> variables = dashboard.variables().stream()
                .map(variable -> "var-" + variable.json().path("name").asText())
                .toList();

        assertThat(DASHBOARD_URL
                        .matcher(Files.readString(MetricNames.RULES))
                        .results()
                        .map(url -> url.group(1)))
                .as("dashboard_url in database.rules.yml, against the uid in " + dashboard.file())
                .isNotEmpty()
                .allSatisfy(path -> {
                    assertThat(path).startsWith("/d/" + dashboard.uid() + "?");
                    assertThat(Pattern.compile("var-\\w+")
                                    .matcher(path)
                                    .results()
                                    .map(MatchResult::group))
                            .isSubsetOf(variables);
                });
    }
}
