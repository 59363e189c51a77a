package dev.dbpool.prometheus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One promtool test group: series, and what is asked of the alert at which time. */
final class RuleCase {
    private final String alert;
    private final String name;
    private final Scenario scenario;
    private final StringBuilder questions = new StringBuilder();
    private final List<String> texts = new ArrayList<>();
    private boolean ofAllAlerts;

    RuleCase(String alert, String name, Scenario scenario) {
        if (!name.matches("[\\w ,;{}.-]+")) {
            throw new IllegalArgumentException("a case's name is plain words, not '" + name + "'");
        }
        this.alert = alert;
        this.name = name;
        this.scenario = scenario;
    }

    String alert() {
        return alert;
    }

    String name() {
        return name;
    }

    /** Whether it asks about other alerts, too. */
    boolean isOfAllAlerts() {
        return ofAllAlerts;
    }

    /** How many times promtool looks at the rules; what the case costs. */
    long evaluations() {
        return scenario.length().dividedBy(scenario.step());
    }

    /** The file that it is written to: promtool evaluates all cases of one file in the same step. */
    String file() {
        return alert.replace(':', '-') + "." + scenario.step().toSeconds() + "s.test.yml";
    }

    /** It fires exactly for these label sets, each once. */
    RuleCase fires(Duration at, List<Map<String, String>> labelSets) {
        String expression = "count by (service, instance, pool, severity, component) (" + firing("") + ")";
        StringBuilder samples = new StringBuilder();
        labelSets.forEach(labels -> {
            StringBuilder set = new StringBuilder();
            labels.forEach((label, value) -> set.append(set.isEmpty() ? "" : ",")
                    .append(label)
                    .append("=\"")
                    .append(value)
                    .append('"'));
            samples.append("          - { labels: '{").append(set).append("}', value: 1 }\n");
        });
        return ask(at, expression, samples.toString());
    }

    /** It fires once; with that label, {@code name=value}, if one is given. */
    RuleCase firesOnce(Duration at, String label) {
        if (!label.isEmpty()) {
            ask(at, "count(" + firing("," + label.replace("=", "=\"") + "\"") + ")", ONE);
        }
        return ask(at, "count(" + firing("") + ")", ONE);
    }

    /** The recorded series has exactly these samples, each written as {@code {labels} value}. */
    RuleCase records(Duration at, List<String> samples) {
        StringBuilder expected = new StringBuilder();
        samples.forEach(sample -> {
            int value = sample.lastIndexOf(' ');
            expected.append("          - { labels: '").append(alert).append(sample, 0, value);
            expected.append("', value: ").append(sample.substring(value + 1)).append(" }\n");
        });
        return ask(at, alert, expected.toString());
    }

    RuleCase isSilent(Duration at) {
        return ask(at, firing(""), "");
    }

    /** From the start to that time it has neither fired nor been about to. */
    RuleCase wasNeverPending(Duration until) {
        return ask(until, "count_over_time(ALERTS{alertname=\"" + alert + "\"}[7d])", "");
    }

    /** No alert at all was even pending from the start to that time. */
    RuleCase nothingWasPending(Duration until) {
        ofAllAlerts = true;
        return ask(until, "count_over_time(ALERTS[7d])", "");
    }

    /** Makes promtool fail and print labels and annotations of the firing alert. */
    RuleCase printsTexts(Duration at) {
        texts.add("      - { eval_time: " + at.toSeconds() + "s, alertname: " + alert + " }\n");
        return this;
    }

    private static final String ONE = "          - { labels: '{}', value: 1 }\n";

    private String firing(String more) {
        return "ALERTS{alertname=\"" + alert + "\",alertstate=\"firing\"" + more + "}";
    }

    private RuleCase ask(Duration at, String expression, String samples) {
        // promtool names the failed question, but not the case that asks it: so the question carries the name.
        questions
                .append("      - expr: '")
                .append(expression)
                .append(" # ")
                .append(name)
                .append("'\n");
        questions.append("        eval_time: ").append(at.toSeconds()).append("s\n");
        questions.append("        exp_samples:").append(samples.isEmpty() ? " []\n" : "\n" + samples);
        return this;
    }

    private String yaml(Histograms form) {
        StringBuilder yaml = new StringBuilder("  - name: '").append(name).append("'\n");
        yaml.append("    interval: ").append(scenario.step().toSeconds()).append("s\n");
        yaml.append("    input_series:\n");
        form.of(scenario.notation())
                .forEach((series, values) -> yaml.append("      - { series: '")
                        .append(series)
                        .append("', values: '")
                        .append(values)
                        .append("' }\n"));
        if (!texts.isEmpty()) {
            yaml.append("    alert_rule_test:\n").append(String.join("", texts));
        }
        if (!questions.isEmpty()) {
            yaml.append("    promql_expr_test:\n").append(questions);
        }
        return yaml.toString();
    }

    /** A whole promtool file of cases with the same {@link #file}. */
    static String file(String ruleFile, List<RuleCase> cases, Histograms form) {
        Duration step = cases.get(0).scenario.step();
        StringBuilder yaml =
                new StringBuilder("# Generated from alerts/database.cases.md by the tests; do not edit.\n");
        yaml.append("rule_files: ['").append(ruleFile).append("']\n");
        yaml.append("evaluation_interval: ").append(step.toSeconds()).append("s\n");
        yaml.append("tests:\n");
        cases.forEach(ruleCase -> yaml.append(ruleCase.yaml(form)));
        return yaml.toString();
    }
}
