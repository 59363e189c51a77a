package dev.dbpool.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** A program's log file as evidence: what the server itself says has happened. Safe to read while it is written. */
public final class ServerLog {
    private static final int TAIL = 30;

    private final Path file;

    ServerLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** How many lines so far contain a match of the regular expression. */
    public long count(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return lines().stream().filter(line -> pattern.matcher(line).find()).count();
    }

    /** All lines so far. */
    public List<String> lines() {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            // Not readAllLines: the last line may be half written, which must not be a decoding error.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String tail() {
        List<String> all = lines();
        return String.join("\n", all.subList(Math.max(0, all.size() - TAIL), all.size()));
    }
}
