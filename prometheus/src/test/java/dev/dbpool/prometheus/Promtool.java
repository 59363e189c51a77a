package dev.dbpool.prometheus;

import dev.dbpool.prometheus.Tool.Outcome;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs cases through promtool and says which of them failed, and why. */
final class Promtool {
    private static final Pattern CASE_NAME = Pattern.compile("(?m)^\\s+(?:name: (.*),|expr: \".* # (.*)\", time: .*)$");
    private static final String QUOTED = "=\"((?:[^\"\\\\]|\\\\.)*)\"";

    private Promtool() {}

    /**
     * Writes the cases to {@code directory}, one file per alert and step, and runs them against {@code rules}.
     *
     * @return promtool's words by name of the failed case; empty if all passed
     */
    static Map<String, String> failures(Path rules, List<RuleCase> cases, Path directory) {
        Map<String, String> failures = new LinkedHashMap<>();
        cases.stream().collect(Collectors.groupingBy(RuleCase::file)).forEach((name, ofOneStep) -> {
            Path file = directory.resolve(name);
            Outcome outcome = test(rules, ofOneStep, file);
            if (!outcome.succeeded()) {
                collect(outcome, file, failures);
            }
        });
        return failures;
    }

    private static void collect(Outcome outcome, Path file, Map<String, String> failures) {
        Matcher names = CASE_NAME.matcher(outcome.output());
        int start = -1;
        String name = "";
        while (names.find()) {
            if (start >= 0) {
                failures.merge(name, outcome.output().substring(start, names.start()), String::concat);
            }
            name = names.group(1) != null ? names.group(1) : names.group(2);
            start = names.start();
        }
        if (start < 0) {
            throw new IllegalStateException("promtool did not even run " + file + ":\n" + outcome.output());
        }
        failures.merge(name, outcome.output().substring(start), String::concat);
    }

    /** An annotation of the one alert that {@code ruleCase} lets fire, as a person reads it. */
    static String annotation(String name, Path rules, RuleCase ruleCase, Path file) {
        String output = test(rules, List.of(ruleCase), file).output();
        Matcher matcher = Pattern.compile("\\b" + name + QUOTED).matcher(output);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in promtool's answer to " + file + ":\n" + output);
        }
        return matcher.group(1).replace("\\\"", "\"");
    }

    private static Outcome test(Path rules, List<RuleCase> cases, Path file) {
        MonitoringFiles.write(file, RuleCase.file(rules.toString(), cases));
        return Tool.PROMTOOL.run("test", "rules", file.toString());
    }
}
