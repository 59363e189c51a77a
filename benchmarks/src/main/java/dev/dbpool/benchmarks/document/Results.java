package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.ResultFiles;
import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The runs in a folder. */
final class Results {
    static final String QUICK = "quick";
    static final String FULL = "full";

    private final Path folder;
    private final ResultFiles files;

    Results(Path folder) {
        this.folder = folder;
        this.files = new ResultFiles(folder);
    }

    /** The newest last. */
    List<Run> runs(String part, String mode) throws IOException {
        return files.runs(part, mode);
    }

    Optional<Run> newest(String part, String mode) throws IOException {
        List<Run> runs = runs(part, mode);
        return runs.isEmpty() ? Optional.empty() : Optional.of(runs.get(runs.size() - 1));
    }

    /** The newest run of each mode, the newer first. */
    List<Run> newestFirst(String part) throws IOException {
        return Stream.concat(newest(part, FULL).stream(), newest(part, QUICK).stream())
                .sorted(Comparator.comparing(Run::startedAt).reversed())
                .toList();
    }

    /** The newest full run or, if there is none, the newest quick one: the one with the most arms. */
    Optional<Run> widest(String part) throws IOException {
        Optional<Run> full = newest(part, FULL);
        return full.isPresent() ? full : newest(part, QUICK);
    }

    /** Deletes what is neither the newest of its part and mode nor the one before, with which that is compared. */
    void forgetOld() throws IOException {
        Map<String, List<Path>> byKind;
        try (Stream<Path> all = Files.list(folder)) {
            byKind = all.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .collect(Collectors.groupingBy(Results::kind));
        }
        for (List<Path> files : byKind.values()) {
            for (Path old : files.subList(0, Math.max(0, files.size() - 2))) {
                Files.delete(old);
            }
        }
    }

    /** The name without the time. */
    private static String kind(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.substring(0, name.lastIndexOf('-'));
    }
}
