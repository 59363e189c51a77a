package dev.dbpool.benchmarks.engine;

import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * How many lines the library has that are not blank. The handles that it lends are left out on both sides of the
 * comparison: their delegation was written by hand once and is generated now.
 */
final class MainCode {
    /** Where the project lies; set by {@code ./dev bench}. */
    private static final String ROOT = "bench.root";

    private static final Path SOURCES = Path.of("db-pool", "src", "main", "java");
    private static final Path HANDLES = Path.of("dev", "dbpool", "internal", "jdbc");

    private MainCode() {}

    static List<Measurement> measured() throws IOException {
        return measured(Path.of(System.getProperty(ROOT, "")));
    }

    /** Nothing where there are no sources. */
    static List<Measurement> measured(Path root) throws IOException {
        Path sources = root.resolve(SOURCES);
        if (!Files.isDirectory(sources)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(sources)) {
            double lines = 0;
            for (Path file : all.filter(each -> isCounted(sources, each)).toList()) {
                lines += linesOf(file);
            }
            TreeMap<String, Double> figures = new TreeMap<>();
            figures.put(Names.LINES, lines);
            return List.of(new Measurement(Names.MAIN_CODE, Names.DB_POOL, figures));
        }
    }

    private static boolean isCounted(Path sources, Path file) {
        return file.toString().endsWith(".java") && !file.startsWith(sources.resolve(HANDLES));
    }

    private static double linesOf(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank()).count();
        }
    }
}
