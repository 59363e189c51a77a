package dev.dbpool.examples.fleet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the shipped dashboard asks Prometheus, with its variables set to everything, and what it is answered. */
final class DashboardExpressions {
    /** The whole scene until the questions are asked: sessions are opened at its beginning, and hardly any later. */
    private static final int RANGE_SECONDS = 120;

    /** As Grafana would set them for scrapes every second; the longer ones first, since names begin alike. */
    private static final Map<String, String> VARIABLES = variables();

    private record Question(String where, String expression, boolean instant) {}

    private DashboardExpressions() {}

    private static Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("$__rate_interval", "5s");
        variables.put("$__interval", "1s");
        variables.put("$__range", RANGE_SECONDS + "s");
        variables.put("$namespace", ".*");
        variables.put("$cluster", ".*");
        variables.put("$instance", ".+");
        variables.put("$service", ".+");
        variables.put("$job", ".+");
        variables.put("$pool", ".*");
        return variables;
    }

    /** {@code data}, {@code no data}, or what Prometheus objects to; by panel and expression. */
    static Map<String, String> answers(PrometheusProcess prometheus, String file) throws Exception {
        Path dashboard = ShippedFiles.folder().resolve("dashboards").resolve(file);
        Json json = Json.parse(Files.readString(dashboard));
        List<Question> questions = new ArrayList<>();
        ask(json.at("panels").list(), questions);
        for (Json annotation : json.at("annotations").at("list").list()) {
            if (!annotation.at("expr").text().isEmpty()) {
                String expression = annotation.at("expr").text();
                questions.add(new Question("annotation " + annotation.at("name").text(), expression, false));
            }
        }
        Map<String, String> answers = new LinkedHashMap<>();
        for (Question question : questions) {
            answers.put(question.where() + ": " + question.expression(), answer(question, prometheus));
        }
        return answers;
    }

    private static void ask(List<Json> panels, List<Question> questions) {
        for (Json panel : panels) {
            for (Json target : panel.at("targets").list()) {
                // The scene scrapes classic histograms.
                if (target.at("legendFormat").text().equals("native")) {
                    continue;
                }
                questions.add(new Question(
                        panel.at("title").text(),
                        target.at("expr").text(),
                        target.at("instant").text().equals("true")));
            }
            ask(panel.at("panels").list(), questions);
        }
    }

    private static String answer(Question question, PrometheusProcess prometheus) throws InterruptedException {
        String expression = question.expression();
        for (Map.Entry<String, String> variable : VARIABLES.entrySet()) {
            expression = expression.replace(variable.getKey(), variable.getValue());
        }
        try {
            int series = question.instant()
                    ? prometheus.query(expression).size()
                    : prometheus.queryRange(expression, RANGE_SECONDS, 1).size();
            return series == 0 ? "no data" : "data";
        } catch (IOException refused) {
            return String.valueOf(refused.getMessage());
        }
    }
}
