package dev.dbpool.internal.url;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A password that is set apart from the URL, and whether it has changed since. Thread-safe; never shows itself. */
public interface Password {

    /** The password for the next physical connection, as of the last {@link #refresh}; empty for none. */
    String current();

    /** A number that grows whenever {@link #current()} gives another password than before. */
    default long version() {
        return 1;
    }

    /** Looks where the password comes from. Blocks up to the limit, and mostly for microseconds. Never throws. */
    default void refresh(Duration limit) {}

    /** Why the password's source cannot be used now, so that its last good value is; quotes no secret. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** A password that never changes. */
    static Password fixed(String text) {
        return () -> text;
    }

    /**
     * A password in a file of one line, such as a mounted secret, which is read again for every connection. While the
     * file is missing, unreadable or empty, the last good one stays. Blocks up to the limit.
     *
     * @throws InvalidUrlException if the file holds no password to begin with, or cannot be read
     */
    static Password file(Path path, Duration limit) {
        WatchedFile<String> file = new WatchedFile<>(path, Password::onlyLine, limit);
        return new Password() {
            @Override
            public String current() {
                return file.current();
            }

            @Override
            public long version() {
                return file.version();
            }

            @Override
            public void refresh(Duration atMost) {
                file.refresh(atMost);
            }

            @Override
            public Optional<String> trouble() {
                return file.trouble();
            }
        };
    }

    /** Without the end of the line, which editors and {@code echo} put there; other space may be part of the password. */
    static String withoutLineEnd(String text) {
        int end = text.length();
        while (end > 0 && (text.charAt(end - 1) == '\n' || text.charAt(end - 1) == '\r')) {
            end--;
        }
        return text.substring(0, end);
    }

    private static String onlyLine(String text) {
        String line = withoutLineEnd(text);
        if (line.isEmpty()) {
            throw new InvalidUrlException(List.of("the file is empty: it must hold the password"));
        }
        if (line.startsWith("\uFEFF")) {
            throw new InvalidUrlException(
                    List.of("the file begins with a byte order mark: save it as UTF-8, without the mark"));
        }
        if (line.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw new InvalidUrlException(List.of("the file must hold the password alone, on one line"));
        }
        return line;
    }
}
