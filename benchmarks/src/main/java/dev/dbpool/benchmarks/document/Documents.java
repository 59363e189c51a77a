package dev.dbpool.benchmarks.document;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Shows the results of a folder: {@code Documents show FOLDER quick|full} prints ratios, goals and what got worse since
 * the run before; {@code Documents write FOLDER ROOT} writes the tables and charts of docs/benchmarks.md and the
 * charts of the README.
 */
public final class Documents {
    private static final String DOCUMENT = "docs/benchmarks.md";
    private static final String CHARTS = "docs/charts";
    private static final String README = "README.md";

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
        Watch.lines(results, mode).forEach(System.out::println);
    }

    private static void write(Results results, Path root) throws IOException {
        results.forgetOld();
        Generated generated = new Generated(results);
        Path document = root.resolve(DOCUMENT);
        Files.writeString(document, generated.replaceAll(Files.readString(document)));
        Path readme = root.resolve(README);
        Files.writeString(readme, generated.replaceCharts(Files.readString(readme)));
        new Charts(results, root.resolve(CHARTS)).write();
    }
}
