package dev.dbpool.internal.url;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Lets a test of another package read what a URL file logs when its content changes. */
public final class UrlFileProbe {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private UrlFileProbe() {}

    public static List<String> linesLoggedWhen(Path file, String content, RecordingLog log) throws IOException {
        Files.writeString(file, "postgres://u:first@h/before");
        WatchedFile<DatabaseUrl> source =
                new WatchedFile<>(file, text -> DatabaseUrl.parse(text.strip()), LIMIT, SecretText::of, log.logger());
        Files.writeString(file, content);
        source.refresh(LIMIT);
        Files.writeString(file, "postgres://u:last@h/after");
        source.refresh(LIMIT);
        if (log.lines().isEmpty()) {
            throw new IllegalStateException("the log was not captured");
        }
        return log.lines();
    }
}
