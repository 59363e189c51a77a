package dev.dbpool.benchmarks.document;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Shows the results of a folder: {@code Documents show FOLDER quick|full} prints ratios, goals and what got worse since
 * the run before; {@code Documents write FOLDER DOCS} writes the tables and charts of benchmarks.md.
 */
public final class Documents {
    private static final String DOCUMENT = "benchmarks.md";
    private static final String CHARTS = "charts";

    private Documents() {}

    public static void main(String[] arguments) throws IOException {
        Results results = new Results(Path.of(arguments[1]));
        switch (arguments[0]) {
            case "show" -> show(results, arguments[2]);
            case "write" -> write(results, Path.of(arguments[2]));
            default -> throw new IllegalArgumentException("unknown: " + arguments[0]);
        }
    }

    private static void show(Results results, String mode) throws IOException {
        System.out.println(Brief.of(results, mode));
        System.out.println(Goals.markdown(results));
        List<String> warnings = Watch.warnings(results, mode);
        warnings.forEach(warning -> System.out.println("WARNING " + warning));
        if (warnings.isEmpty()) {
            System.out.printf("No ratio got worse by more than %.0f %% since the run before.%n", Watch.TOLERANCE * 100);
        }
    }

    private static void write(Results results, Path docs) throws IOException {
        results.forgetOld();
        Path document = docs.resolve(DOCUMENT);
        String text = Files.readString(document, StandardCharsets.UTF_8);
        Files.writeString(document, new Generated(results).replaceAll(text), StandardCharsets.UTF_8);
        new Charts(results, docs.resolve(CHARTS)).write();
    }
}
