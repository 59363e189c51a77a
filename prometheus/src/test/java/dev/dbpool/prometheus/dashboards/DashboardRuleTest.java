package dev.dbpool.prometheus.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The shipped dashboard keeps every rule, and every rule notices when it is broken. */
class DashboardRuleTest {
    /** What the rules may find, and why it is right as it is. */
    private enum Exclusion {
        ALERTS_WITHOUT_INSTANCE(
                "TARGET_INSTANCE: .*: (ALERTS|service:).*instance=~\"\\$instance\\|\".*",
                "an alert about a service that disappeared has no instance, and is the one not to miss");

        private final Pattern problem;
        private final String reason;

        Exclusion(String problem, String reason) {
            this.problem = Pattern.compile(problem);
            this.reason = reason;
        }

        boolean covers(String found) {
            return problem.matcher(found).matches();
        }

        @Override
        public String toString() {
            return name() + " (" + reason + ")";
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyDashboardKeeps(DashboardRule rule) throws IOException {
        assertThat(Dashboard.all())
                .hasSize(3)
                .allSatisfy(dashboard -> assertThat(unexcused(rule, dashboard)).isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void isStillNeeded(Exclusion exclusion) throws IOException {
        Dashboard shipped = Dashboard.shipped();

        assertThat(Arrays.stream(DashboardRule.values()).flatMap(rule -> rule.problems(shipped).stream()))
                .as("%s", exclusion)
                .anyMatch(exclusion::covers);
    }

    /** One breakage for each rule: rule, JSON pointer of an object, its field, the new value. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TEMPLATE_DATASOURCE | /templating/list/0 | query | \"loki\"",
                "TEMPLATE_CLUSTER | /templating/list/1 | multi | false",
                "TEMPLATE_NAMESPACE | /templating/list/2 | label | \"Space\"",
                "TEMPLATE_JOB | /templating/list/3 | allValue | \".+\"",
                "TEMPLATE_SERVICE | /templating/list/4 | multi | false",
                "TEMPLATE_INSTANCE | /templating/list/5 | name | \"host\"",
                "TEMPLATE_LABEL_PROMQL | /templating/list/4/query | query | \"query_result(up)\"",
                "TEMPLATE_ON_TIME_CHANGE_RELOAD | /templating/list/5 | refresh | 1",
                "PANEL_DATASOURCE | /panels/0 | datasource | {\"uid\": \"prom\"}",
                "PANEL_DATASOURCE | /annotations/list/1 | datasource | null",
                "PANEL_TITLE_DESCRIPTION | /panels/1 | description | \" \"",
                "PANEL_UNITS | /panels/2/fieldConfig/defaults | unit | \"apples\"",
                "PANEL_NO_TARGETS | /panels/3 | targets | []",
                "TARGET_RATE_INTERVAL | /panels/0/targets/0 | expr | \"rate(db_pool_rejected_total[5m])\"",
                "TARGET_CLUSTER | /panels/0/targets/0 | expr | \"sum(db_pool_waiting_acquires)\"",
                "TARGET_NAMESPACE | /panels/0/targets/0 | expr | \"sum(db_pool_waiting_acquires)\"",
                "TARGET_INTERVAL | /panels/0/targets/0 | interval | \"\"",
                "TARGET_JOB | /panels/0/targets/0 | expr | \"sum(db_pool_waiting_acquires)\"",
                "TARGET_SERVICE | /panels/0/targets/0 | expr | \"db_pool_waiting_acquires{service=\\\"a\\\"}\"",
                "TARGET_INSTANCE | /panels/0/targets/0 | expr | \"pool:db_pool_utilization:ratio\"",
                "TARGET_COUNTER_AGG | /panels/0/targets/0 | expr | \"sum(db_pool_cancelled_total)\"",
                "UNEDITABLE_DASHBOARD | / | editable | true",
                "CLASSIC_MODEL | / | uid | \"other\"",
                "CLASSIC_MODEL | / | schemaVersion | 16",
                "CLASSIC_MODEL | / | id | 7",
                "PANEL_IDS | /panels/4 | id | 1",
                "PANEL_GRID | /panels/4/gridPos | x | 22",
                "PANEL_GRID | /panels/4/gridPos | x | 15",
                "PANEL_THRESHOLDS | /panels/5/fieldConfig/defaults | thresholds | {\"steps\": []}",
                "PANEL_THRESHOLDS | /panels/1/fieldConfig/defaults/thresholds/steps/2 | value | 1",
                "PANEL_RUNBOOK | /panels/0/links/0 | url | \"https://example.com\"",
                "TARGET_IDS | /panels/4/targets/1 | refId | \"A\"",
                "TARGET_LEGEND | /panels/0/targets/0 | legendFormat | \"\"",
                "QUANTILE_KEEPS_LE | /panels/0/targets/0 | expr | \"sum by (service) (rate(a_bucket[1m]))\"",
                "DIVISION_MATCHES | /panels/0/targets/0 | expr | \"a{state=\\\"active\\\"} / a{state=\\\"max\\\"}\"",
            })
    void noticesABreakage(DashboardRule rule, String pointer, String field, String value) throws IOException {
        Dashboard broken = Dashboard.shipped().with(pointer.equals("/") ? "" : pointer, field, value);

        assertThat(unexcused(rule, broken)).isNotEmpty().allMatch(problem -> problem.contains(broken.file() + ": "));
    }

    @Test
    void everyRuleIsBrokenOnce() throws Exception {
        List<String> breakages = List.of(DashboardRuleTest.class
                .getDeclaredMethod("noticesABreakage", DashboardRule.class, String.class, String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value());

        assertThat(DashboardRule.values())
                .allSatisfy(rule -> assertThat(breakages).anyMatch(line -> line.startsWith(rule.name() + " ")));
    }

    private static List<String> unexcused(DashboardRule rule, Dashboard dashboard) {
        return rule.problems(dashboard).stream()
                .filter(problem -> Stream.of(Exclusion.values()).noneMatch(exclusion -> exclusion.covers(problem)))
                .toList();
    }
}
