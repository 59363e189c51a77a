package dev.dbpool.internal.url;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Lets a test of another package read what a URL file logs when its content changes. */
public final class UrlFileProbe {
    private UrlFileProbe() {}

    public static List<String> linesLoggedWhen(Path file, String content, RecordingLog log) throws IOException {
        Files.writeString(file, "postgres://u:first@h/before");
        WatchedFile<DatabaseUrl> source =
                new WatchedFile<>(file, text -> DatabaseUrl.parse(text.strip()), log.logger());
        Files.writeString(file, content);
        source.current();
        Files.writeString(file, "postgres://u:last@h/after");
        source.version();
        if (log.lines().isEmpty()) {
            throw new IllegalStateException("the log was not captured");
        }
        return log.lines();
    }
}
