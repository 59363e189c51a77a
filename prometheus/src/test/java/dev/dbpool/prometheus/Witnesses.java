package dev.dbpool.prometheus;

import static java.util.stream.Collectors.joining;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which case noticed which breakage when the check last ran. Only the order of asking follows from it: a breakage that
 * is not in here, or whose case no longer notices, is tried on all cases. A run of the check writes a new file to
 * {@code target/promtool-mutants/witnesses.tsv}; copy it over this one after you have changed rules or cases.
 */
final class Witnesses {
    private static final Path FILE = MonitoringFiles.MODULE.resolve("src/test/resources/witnesses.tsv");

    private final Map<String, String> before;
    private final Map<String, String> now = new TreeMap<>();

    private Witnesses(Map<String, String> before) {
        this.before = before;
    }

    static Witnesses remembered() {
        Map<String, String> before = new TreeMap<>();
        if (Files.exists(FILE)) {
            MonitoringFiles.read(FILE)
                    .lines()
                    .map(line -> line.split("\t", 2))
                    .forEach(line -> before.put(line[0], line[1]));
        }
        return new Witnesses(before);
    }

    Optional<RuleCase> of(String mutation, Map<String, List<RuleCase>> cases) {
        String[] witness = before.getOrDefault(mutation, "\t").split("\t", 2);
        return cases.getOrDefault(witness[0], List.of()).stream()
                .filter(ruleCase -> ruleCase.name().equals(witness[1]))
                .findFirst();
    }

    synchronized void saw(String mutation, RuleCase witness) {
        now.put(mutation, witness.alert() + "\t" + witness.name());
    }

    /** Those of this run, and what is remembered of breakages that it did not try. */
    synchronized void write(Path file) {
        Map<String, String> all = new TreeMap<>(before);
        all.putAll(now);
        MonitoringFiles.write(
                file,
                all.entrySet().stream()
                        .map(entry -> entry.getKey() + "\t" + entry.getValue() + "\n")
                        .collect(joining()));
    }
}
