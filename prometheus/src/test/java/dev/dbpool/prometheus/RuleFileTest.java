package dev.dbpool.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.metrics.PoolMetric;
import dev.dbpool.prometheus.RuleFile.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the rule file promises besides firing: names, labels, texts, links. */
class RuleFileTest {
    private static final String RUNBOOK_BASE = "https://github.com/db-pool/db-pool/blob/main/docs/runbooks/";
    private static final Pattern METRIC = Pattern.compile("(?<![:\\w])db_pool_\\w+");
    private static final Set<String> RECORDED_FOR_EXISTING_USERS =
            Set.of("db_pool_utilization_percent", "db_pool_acquire_p99_seconds");
    private static final String ALWAYS_ON = "DatabaseMonitoringAlive";
    private static final Set<String> ABOVE_THE_POOL = Set.of(
            ALWAYS_ON,
            "DatabaseMonitoringFailing",
            "DatabaseOutage",
            "DatabaseConnectionLimitExceeded",
            "DatabaseConnectionErrorBudgetBurn",
            "DatabaseConnectionErrorBudgetSlowBurn",
            "DatabaseConnectionMetricsMissing",
            "DatabaseConnectionScrapeFailing");
    private final RuleFile rules = RuleFile.read(MonitoringFiles.RULES);

    @Test
    void theEightAlertsOfTheContractKeepTheirForAndSeverity() {
        Map<String, String> contract = new TreeMap<>(Map.of(
                "DatabaseConnectionPoolExhausted", "2m critical",
                "DatabaseConnectionAcquireVerySlow", "1m critical",
                "DatabaseConnectionErrorsHigh", "1m critical",
                "DatabaseConnectionPoolHighUtilization", "5m warning",
                "DatabaseConnectionAcquireSlow", "3m warning",
                "DatabaseConnectionErrors", "2m warning",
                "DatabaseConnectionTimeouts", "2m warning",
                "DatabaseConnectionPoolNoIdle", "10m info"));

        Map<String, String> shipped = rules.alerts().stream()
                .filter(rule -> contract.containsKey(rule.name()))
                .collect(Collectors.toMap(
                        Rule::name,
                        rule -> rule.text("for") + " " + rule.texts("labels").get("severity")));

        assertThat(new TreeMap<>(shipped)).isEqualTo(contract);
    }

    @Test
    void everyAlertHasASeverityAComponentAndTheOneTeam() {
        assertThat(rules.alerts()).allSatisfy(rule -> {
            assertThat(rule.texts("labels")).as(rule.name()).containsOnlyKeys("severity", "component", "team");
            assertThat(rule.texts("labels")).as(rule.name()).containsEntry("component", "database");
            assertThat(rule.texts("labels").get("severity"))
                    .as(rule.name())
                    .isIn(ALWAYS_ON.equals(rule.name()) ? List.of("none") : List.of("critical", "warning", "info"));
        });
        String text = MonitoringFiles.read(MonitoringFiles.RULES).replaceAll("(?m)^#.*$", "");
        assertThat(text.split("team:", -1)).as("places that set the team").hasSize(2);
        assertThat(text.split("https://grafana", -1))
                .as("places that set the dashboard")
                .hasSize(2);
    }

    @Test
    void summariesAreSentencesThatDoNotChangeFromFiringToFiring() {
        assertThat(rules.alerts())
                .allSatisfy(rule -> assertThat(rule.texts("annotations").get("summary"))
                        .as(rule.name())
                        .matches("[A-Z][^{}]+\\."));
    }

    @Test
    void descriptionsNameServiceValueAndUsers() {
        assertThat(rules.alerts()).allSatisfy(rule -> {
            String description = rule.texts("annotations").getOrDefault("description", "");
            assertThat(description).as(rule.name()).containsIgnoringCase("users");
            if (!rule.name().matches("DatabaseMonitoring.*|DatabaseOutage|.*LimitExceeded")) {
                assertThat(description).as(rule.name()).contains("$labels.service");
            }
            if (!ABOVE_THE_POOL.contains(rule.name())) {
                assertThat(description).as(rule.name()).contains("$labels.instance", "$labels.pool", "$value");
            }
        });
    }

    /** Of a pool that has no session to give, that hangs in connecting or is out of sight, it has nothing to say. */
    @Test
    void alertsThatCallersOfAFullPoolRaiseNameItsVerdict() {
        assertThat(rules.alerts().stream()
                        .filter(rule -> rule.texts("annotations").containsKey("verdict"))
                        .map(rule -> rule.name().replaceFirst("^DatabaseConnection", "")))
                .containsExactlyInAnyOrder(
                        "PoolExhausted",
                        "PoolExhaustionBurn",
                        "PoolExhaustionSlowBurn",
                        "CallersWaiting",
                        "AcquireVerySlow",
                        "AcquireSlow",
                        "ErrorsHigh",
                        "Errors",
                        "Timeouts",
                        "FailureShare",
                        "ErrorBudgetBurn",
                        "ErrorBudgetSlowBurn",
                        "RejectionsHigh",
                        "Rejections");
    }

    @Test
    void everyLinkToARunbookResolvesAndNoRunbookIsLeftOver() throws IOException {
        assertThat(rules.alerts()).allSatisfy(rule -> {
            assertThat(rule.texts("annotations")).as(rule.name()).containsKey("dashboard_url");
            assertThat(rule.texts("annotations").get("runbook_url"))
                    .as(rule.name())
                    .startsWith(RUNBOOK_BASE);
            assertThat(MonitoringFiles.read(MonitoringFiles.runbookOf(rule)))
                    .as("the page that %s leads to names it", rule.name())
                    .contains(rule.name());
        });
        try (Stream<java.nio.file.Path> files = Files.list(MonitoringFiles.RUNBOOKS)) {
            assertThat(files.collect(Collectors.toSet()))
                    .containsExactlyInAnyOrderElementsOf(rules.alerts().stream()
                            .map(MonitoringFiles::runbookOf)
                            .collect(Collectors.toSet()));
        }
    }

    @Test
    void pagesDoNotFlap() {
        assertThat(rules.alerts())
                .filteredOn(rule -> "critical".equals(rule.texts("labels").get("severity")))
                .filteredOn(rule -> !rule.name().equals("DatabaseConnectionMetricsMissing"))
                .allSatisfy(rule ->
                        assertThat(rule.text("keep_firing_for")).as(rule.name()).isNotEmpty());
    }

    @Test
    void everyMetricIsInTheCatalogue() {
        Set<String> catalogue = Arrays.stream(PoolMetric.values())
                .flatMap(metric -> metric.type() == PoolMetric.Type.HISTOGRAM
                        ? Stream.of("", "_bucket", "_count", "_sum").map(suffix -> metric.fullName() + suffix)
                        : Stream.of(metric.fullName()))
                .collect(Collectors.toSet());

        assertThat(rules.rules()).allSatisfy(rule -> {
            Matcher metrics = METRIC.matcher(rule.expression());
            assertThat(metrics.results().map(result -> result.group()).toList())
                    .as(rule.name())
                    .isSubsetOf(catalogue);
        });
    }

    @Test
    void recordedSeriesAreNamedByLevelMetricAndOperationAndComeBeforeTheirUse() {
        List<String> before = new java.util.ArrayList<>();
        for (RuleFile.Group group : rules.groups()) {
            for (Rule rule : group.rules()) {
                Matcher used = Pattern.compile("\\w+:\\w+:\\w+").matcher(rule.expression());
                assertThat(used.results().map(result -> result.group()))
                        .as("recorded series that %s of group %s uses", rule.name(), group.name())
                        .isSubsetOf(before);
                if (!rule.isAlert()) {
                    before.add(rule.name());
                    assertThat(RECORDED_FOR_EXISTING_USERS.contains(rule.name())
                                    || rule.name().matches("[a-z_]+:(db_pool|process)_\\w+:\\w+"))
                            .as(rule.name())
                            .isTrue();
                }
            }
        }
    }

    @Test
    void everyAlertHasCases() {
        CaseTable table = CaseTable.read(MonitoringFiles.CASES);

        assertThat(new RuleCases(table, new Promtool("promtool", "2.42", Histograms.CLASSIC)).byRule())
                .containsKeys(rules.alerts().stream().map(Rule::name).toList().toArray(String[]::new));
    }
}
