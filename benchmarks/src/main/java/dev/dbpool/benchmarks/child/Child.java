package dev.dbpool.benchmarks.child;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/** A measurement in a JVM of its own, which prints its figures as lines {@code name=figure}. */
public final class Child {
    private static final String MARK = "figure ";

    private Child() {}

    /**
     * Runs the main class and waits for it.
     *
     * @throws IOException if it fails, with what it printed
     */
    public static SortedMap<String, Double> run(List<String> jvmOptions, Class<?> main, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // In front of the options: another class path among them takes its place.
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        SortedMap<String, Double> figures = new TreeMap<>();
        StringBuilder output = new StringBuilder();
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                int equals = line.lastIndexOf('=');
                if (line.startsWith(MARK) && equals > 0) {
                    figures.put(line.substring(MARK.length(), equals), Double.valueOf(line.substring(equals + 1)));
                }
            }
        }
        if (process.waitFor() != 0 || figures.isEmpty()) {
            throw new IOException(main.getSimpleName() + " failed:\n" + output);
        }
        return figures;
    }

    /** For the child: tells a figure. */
    public static void tell(String name, double figure) {
        System.out.printf(Locale.ROOT, "%s%s=%.6f%n", MARK, name, figure);
    }
}
