package dev.dbpool.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The configurations that people start from, judged by the programs that read them. */
class ConfigurationTest {

    @Test
    void prometheusAcceptsItsConfiguration() {
        Tool.PROMTOOL.assumeInstalled();

        Tool.Outcome outcome = Tool.PROMTOOL.run("check", "config", MonitoringFiles.PROMETHEUS.toString());

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("1 rule files found");
    }

    @Test
    void thePoolsOwnServiceLabelWins() {
        Map<String, List<Map<String, Object>>> config =
                new Yaml().load(MonitoringFiles.read(MonitoringFiles.PROMETHEUS));

        assertThat(config.get("scrape_configs"))
                .filteredOn(job -> "db-pool".equals(job.get("job_name")))
                .singleElement()
                .satisfies(job -> assertThat(job).containsEntry("honor_labels", true));
    }

    @Test
    void alertmanagerAcceptsItsConfiguration() {
        Tool.AMTOOL.assumeInstalled();

        Tool.Outcome outcome = Tool.AMTOOL.run("check-config", MonitoringFiles.ALERTMANAGER.toString());

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("1 templates");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "critical | pager-berlin,pager-denver,pager-night",
                "warning | database-channel",
                "info | database-digest"
            })
    void severityDecidesWhoHearsOfIt(String severity, String receivers) {
        Tool.AMTOOL.assumeInstalled();
        String config = "--config.file=" + MonitoringFiles.ALERTMANAGER;

        Tool.Outcome outcome = Tool.AMTOOL.run(
                "config",
                "routes",
                "test",
                config,
                "--verify.receivers=" + receivers,
                "component=database",
                "severity=" + severity,
                "service=orders");

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    }

    /** A hundred pods are one cause: five are shown, the others counted. 154 kB once went to the pager. */
    @ParameterizedTest
    @CsvSource({"database.text", "database.html"})
    void aHundredAlertsAreFiveAndANumber(String template) {
        String text = render(template, notification(100));

        assertThat(text.split("DatabaseUnreachable.md", -1)).hasSize(6);
        assertThat(text).contains("and 95 more").hasSizeLessThan(5_000);
        assertThat(render(template, notification(5))).doesNotContain("more");
    }

    @Test
    void theTitleKeepsANameAndTheVerdictWhenAlertsDiffer() {
        assertThat(render("database.title", notification(2)))
                .contains("[FIRING:2] orders: DatabaseUnreachable and others (slow sql)");
    }

    @Test
    void theDashboardOpensHalfAnHourBeforeTheAlertBegan() {
        assertThat(render("database.dashboard", notification(1)))
                .contains("https://example.com/d?var-service=orders&from=1767223800000&to=now");
    }

    @ParameterizedTest
    @CsvSource({"critical, critical", "warning, warning", "info, info"})
    void thePagerIsToldTheSeverity(String severity, String told) {
        assertThat(render("database.severity", notification(1).replace("\"critical\"", '"' + severity + '"')))
                .endsWith("\n" + told);
    }

    private static String notification(int alerts) {
        StringBuilder json = new StringBuilder("{\"status\": \"firing\", \"commonLabels\": "
                + "{\"service\": \"orders\", \"severity\": \"critical\"}, \"alerts\": [");
        for (int i = 0; i < alerts; i++) {
            json.append(i == 0 ? "" : ",").append("""
                    {"status": "firing", "startsAt": "2026-01-01T00:00:00Z",
                      "labels": {"alertname": "DatabaseUnreachable", "service": "orders", "severity": "critical"},
                      "annotations": {"summary": "A summary.", "description": "A description.",
                        "verdict": "slow sql: https://example.com/verdicts.md#slow-sql",
                        "runbook_url": "https://example.com/DatabaseUnreachable.md",
                        "dashboard_url": "https://example.com/d?var-service=orders"}}
                    """);
        }
        return json + "]}";
    }

    private static String render(String template, String notification) {
        Tool.AMTOOL.assumeInstalled();
        Path file = MonitoringFiles.write(MonitoringFiles.generated("amtool/" + template + ".json"), notification);
        Tool.Outcome outcome = Tool.AMTOOL.run(
                "template",
                "render",
                "--template.glob=" + MonitoringFiles.TEMPLATES + "/*.tmpl",
                "--template.text={{ template \"" + template + "\" . }}",
                "--template.data=" + file);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    @ParameterizedTest
    @CsvSource({"database.text", "database.html", "database.runbook"})
    void everyNotificationShowsTheRunbook(String template) {
        assertThat(rendered(template, "")).contains("https://example.com/DatabaseUnreachable.md");
    }

    @ParameterizedTest
    @CsvSource({"database.text", "database.html"})
    void theVerdictIsShownIfThePoolHasOne(String template) {
        assertThat(rendered(template, "slow sql: https://example.com/verdicts.md#slow-sql"))
                .contains("Verdict of the pool: slow sql: https://example.com/verdicts.md#slow-sql");
        assertThat(rendered(template, "")).doesNotContain("Verdict");
    }

    private static String rendered(String template, String verdict) {
        Tool.AMTOOL.assumeInstalled();
        Path notification =
                MonitoringFiles.write(MonitoringFiles.generated("amtool/notification.json"), """
                {"status": "firing", "commonLabels": {"service": "orders"}, "alerts": [{"status": "firing",
                  "labels": {"alertname": "DatabaseUnreachable", "service": "orders", "severity": "critical"},
                  "annotations": {"summary": "A summary.", "description": "A description.", "verdict": "%s",
                    "runbook_url": "https://example.com/DatabaseUnreachable.md",
                    "dashboard_url": "https://example.com/d"}}]}
                """.formatted(verdict));

        Tool.Outcome outcome = Tool.AMTOOL.run(
                "template",
                "render",
                "--template.glob=" + MonitoringFiles.TEMPLATES + "/*.tmpl",
                "--template.text={{ template \"" + template + "\" . }}",
                "--template.data=" + notification);

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    @Test
    void theTitleNamesServiceAndAlert() {
        Tool.AMTOOL.assumeInstalled();
        Path notification = MonitoringFiles.write(MonitoringFiles.generated("amtool/title.json"), """
                {"status": "firing", "commonLabels": {"service": "orders", "alertname": "DatabaseUnreachable"},
                  "alerts": [{"status": "firing"}]}
                """);

        Tool.Outcome outcome = Tool.AMTOOL.run(
                "template",
                "render",
                "--template.glob=" + MonitoringFiles.TEMPLATES + "/*.tmpl",
                "--template.text={{ template \"database.title\" . }}",
                "--template.data=" + notification);

        assertThat(outcome.output()).contains("[FIRING:1] orders: DatabaseUnreachable");
    }
}
