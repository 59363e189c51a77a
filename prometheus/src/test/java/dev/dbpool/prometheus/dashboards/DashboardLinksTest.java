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

    @Test
    void everyLinkLeadsToAPageOfTheRepository() throws IOException {
        List<String> pages = Dashboard.shipped().links().stream()
                .filter(link -> !link.startsWith("/d/"))
                .map(link -> link.replace("${__value.raw}", "DatabaseConnectionPoolExhausted"))
                .toList();

        assertThat(pages).hasSizeGreaterThan(20).allSatisfy(link -> {
            assertThat(link).matches(IN_REPOSITORY);
            assertThat(ROOT.resolve(IN_REPOSITORY.matcher(link).replaceAll("$1")))
                    .exists();
        });
    }

    @Test
    void theTablesOfServicesLeadToThisDashboard() throws IOException {
        Dashboard dashboard = Dashboard.shipped();

        assertThat(dashboard.links())
                .filteredOn(link -> link.startsWith("/d/"))
                .hasSize(2)
                .allSatisfy(link -> assertThat(link)
                        .startsWith("/d/" + dashboard.uid() + "?")
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
