package dev.dbpool.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.dbpool.prometheus.CaseTable.Threshold;
import dev.dbpool.report.Verdict;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every row of {@code database.cases.md}, on promtool. */
class AlertRulesTest {
    private static final Path EXPANSION = MonitoringFiles.generated("promtool");

    private static Promtool promtool;

    @BeforeAll
    static void promtoolIsInstalled() {
        promtool = Promtool.installed();
    }

    @Test
    void promtoolFindsNothingToCriticise() {
        findsNothingToCriticise(promtool);
    }

    @TestFactory
    Stream<DynamicContainer> alertsDoWhatTheTableSays() {
        return alertsDoWhatTheTableSays(promtool);
    }

    /** Windows are judged in another way since 3.0, and since 3.4 a scrape can convert the histograms. */
    @TestFactory
    @Tag("all")
    Stream<DynamicContainer> theyDoSoOnNewerPrometheusInEachFormOfTheHistograms() {
        return Promtool.newer().stream()
                .map(tool -> dynamicContainer(tool.version() + " " + tool.form(), alertsDoWhatTheTableSays(tool)));
    }

    @TestFactory
    @Tag("all")
    Stream<DynamicTest> newerPromtoolsFindNothingToCriticise() {
        return Promtool.newer().stream()
                .map(tool -> dynamicTest(tool.version() + " " + tool.form(), () -> findsNothingToCriticise(tool)));
    }

    private static void findsNothingToCriticise(Promtool tool) {
        var outcome = Tool.run(
                tool.program(),
                List.of("check", "rules", "--lint=all", "--lint-fatal", MonitoringFiles.RULES.toString()));

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    private static Stream<DynamicContainer> alertsDoWhatTheTableSays(Promtool tool) {
        RuleFile rules = RuleFile.read(MonitoringFiles.RULES);
        Map<String, List<RuleCase>> byRule = new RuleCases(CaseTable.read(MonitoringFiles.CASES), tool).byRule();
        List<DynamicContainer> containers = byRule.keySet().stream().toList().parallelStream()
                .map(rule -> dynamicContainer(
                        rule,
                        tests(tool, rules, rule, byRule.getOrDefault(rule, List.of()))
                                .toList()))
                .toList();
        return containers.stream();
    }

    /**
     * On the rule and what it needs, which takes a fraction of the time; where all alerts must be silent, on its group.
     * The descriptions use the whole file.
     */
    private static Stream<DynamicTest> tests(Promtool tool, RuleFile file, String rule, List<RuleCase> cases) {
        Path expansion = EXPANSION.resolve(tool.version() + "-" + tool.form());
        Path own = file.only(rule).write(expansion.resolve(rule.replace(':', '-') + ".rules.yml"));
        Path group =
                file.write(file.groupOf(rule).name(), expansion.resolve(rule.replace(':', '-') + ".group.rules.yml"));
        Map<Boolean, List<RuleCase>> ofAllAlerts =
                cases.stream().collect(Collectors.partitioningBy(RuleCase::isOfAllAlerts));
        Map<String, String> failures =
                new HashMap<>(tool.failures(own, ofAllAlerts.getOrDefault(false, List.of()), expansion));
        failures.putAll(tool.failures(group, ofAllAlerts.getOrDefault(true, List.of()), expansion.resolve("all")));
        return cases.stream()
                .map(ruleCase -> dynamicTest(ruleCase.name(), () -> {
                    String failure = failures.get(ruleCase.name());
                    if (failure != null) {
                        fail(MonitoringFiles.RULES + ": " + rule + ", case '" + ruleCase.name() + "' in "
                                + expansion.resolve(ruleCase.file()) + ":\n" + failure);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> descriptionsNameThePoolAndTheValue() {
        return CaseTable.read(MonitoringFiles.CASES).thresholds().stream()
                .map(row -> dynamicTest(row.alert(), () -> descriptionIsReadable(row)));
    }

    private static void descriptionIsReadable(Threshold row) {
        String description = annotation("description", row, "", "texts");

        assertThat(description)
                .startsWith("orders on one:9090")
                .contains(row.says())
                .matches("(?i).*(users).*")
                .doesNotContain("<no value>", "%!", "{{", "NaN", "<error");
    }

    /** Of the alerts that say so, which {@link RuleFileTest} lists. */
    @TestFactory
    Stream<DynamicTest> alertsOfAFullPoolNameThePoolsMostFrequentVerdictWithItsPage() {
        return rowsWithVerdict()
                .map(row -> dynamicTest(
                        row.alert(),
                        () -> assertThat(annotation(
                                        "verdict", row, "episodes.leak=0.005/s episodes.slow_sql=0.01/s", "verdict"))
                                .isEqualTo("slow sql: https://github.com/db-pool/db-pool/blob/main/docs/"
                                        + Verdict.SLOW_SQL.anchor().replaceFirst("^docs/", ""))));
    }

    @TestFactory
    Stream<DynamicTest> withoutAnEpisodeNoVerdictIsNamed() {
        return rowsWithVerdict()
                .map(row -> dynamicTest(
                        row.alert(),
                        () -> assertThat(annotation("verdict", row, "episodes.slow_sql=0/s", "none"))
                                .isEmpty()));
    }

    private static Stream<Threshold> rowsWithVerdict() {
        List<String> withVerdict = RuleFile.read(MonitoringFiles.RULES).alerts().stream()
                .filter(rule -> rule.texts("annotations").containsKey("verdict"))
                .map(RuleFile.Rule::name)
                .toList();
        return CaseTable.read(MonitoringFiles.CASES).thresholds().stream()
                .filter(row -> withVerdict.contains(row.alert()));
    }

    private static String annotation(String name, Threshold row, String moreSeries, String file) {
        return promtool.annotation(
                name,
                MonitoringFiles.RULES,
                RuleCases.texts(row, moreSeries),
                EXPANSION.resolve(row.alert() + "." + file + ".yml"));
    }
}
