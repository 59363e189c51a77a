package dev.dbpool.prometheus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the shipped files are, seen from the module's directory, in which Maven runs the tests. */
final class MonitoringFiles {
    static final Path MODULE = Path.of("").toAbsolutePath();
    static final Path RULES = MODULE.resolve("alerts/database.rules.yml");
    static final Path CASES = MODULE.resolve("alerts/database.cases.md");
    static final Path PROMETHEUS = MODULE.resolve("prometheus.yml");
    static final Path ALERTMANAGER = MODULE.resolve("alertmanager.yml");
    static final Path TEMPLATES = MODULE.resolve("templates");
    static final Path RUNBOOKS = MODULE.resolveSibling("docs/runbooks");

    private MonitoringFiles() {}

    /** The page that an alert leads to; alerts that call for the same steps share one. */
    static Path runbookOf(RuleFile.Rule alert) {
        String url = alert.texts("annotations").getOrDefault("runbook_url", "");
        return RUNBOOKS.resolve(url.substring(url.lastIndexOf('/') + 1));
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    /** A directory below {@code target}; what it holds is made anew by each run. */
    static Path generated(String name) {
        return MODULE.resolve("target").resolve(name);
    }
}
