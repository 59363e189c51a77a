package dev.dbpool.prometheus;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbpool.prometheus.Tool.Outcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs cases through a promtool and says which of them failed, and why.
 *
 * @param program name or path
 * @param version such as {@code 2.42}
 * @param form of the histograms that it is given
 */
record Promtool(String program, String version, Histograms form) {
    /** Where {@code newer-prometheus.sh} puts what Debian's newer suites have. */
    private static final Path NEWER = MonitoringFiles.MODULE.resolve(".versions");

    private static final Pattern VERSION = Pattern.compile("promtool, version (\\d+\\.\\d+)");
    private static final Pattern CASE_NAME = Pattern.compile("(?m)^\\s+(?:name: (.*),|expr: \".* # (.*)\", time: .*)$");
    private static final String QUOTED = "=\"((?:[^\"\\\\]|\\\\.)*)\"";

    /** The one on the path; skips the test if there is none. */
    static Promtool installed() {
        Tool.PROMTOOL.assumeInstalled();
        return of("promtool");
    }

    /** All that are newer, in each form that they can read; skips the test, loudly, if there is none. */
    static List<Promtool> newer() {
        List<Promtool> found = new ArrayList<>();
        if (Files.isDirectory(NEWER)) {
            try (Stream<Path> suites = Files.list(NEWER)) {
                suites.map(suite -> suite.resolve("usr/bin/promtool"))
                        .filter(Files::isExecutable)
                        .sorted()
                        .forEach(program -> found.add(of(program.toString())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        String hint = "SKIPPED: no newer Prometheus is in prometheus/.versions; run prometheus/newer-prometheus.sh";
        if (found.isEmpty()) {
            System.err.println(hint);
        }
        assumeTrue(!found.isEmpty(), hint);
        List<Promtool> inEachForm = new ArrayList<>(found);
        found.stream()
                .filter(Promtool::isThree)
                .forEach(tool -> inEachForm.add(new Promtool(tool.program, tool.version, Histograms.CONVERTED)));
        return inEachForm;
    }

    private static Promtool of(String program) {
        String output = Tool.run(program, List.of("--version")).output();
        Matcher version = VERSION.matcher(output);
        if (!version.find()) {
            throw new IllegalStateException(program + " does not tell its version:\n" + output);
        }
        return new Promtool(program, version.group(1), Histograms.CLASSIC);
    }

    /** Since 3.0 a window no longer contains the sample at its very beginning. */
    boolean isThree() {
        return !version.startsWith("2.");
    }

    /**
     * Writes the cases to {@code directory}, one file per alert and step, and runs them against {@code rules}.
     *
     * @return promtool's words by name of the failed case; empty if all passed
     */
    Map<String, String> failures(Path rules, List<RuleCase> cases, Path directory) {
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
    String annotation(String name, Path rules, RuleCase ruleCase, Path file) {
        String output = test(rules, List.of(ruleCase), file).output();
        Matcher matcher = Pattern.compile("\\b" + name + QUOTED).matcher(output);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + name + " in promtool's answer to " + file + ":\n" + output);
        }
        return matcher.group(1).replace("\\\"", "\"");
    }

    private Outcome test(Path rules, List<RuleCase> cases, Path file) {
        MonitoringFiles.write(file, RuleCase.file(rules.toString(), cases, form));
        return Tool.run(program, List.of("test", "rules", file.toString()));
    }
}
