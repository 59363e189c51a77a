package dev.dbpool.internal.url;

import java.nio.file.Path;
import java.util.List;

/** A password that is set apart from the URL, and whether it has changed since. Thread-safe; never shows itself. */
public interface Password {

    /** The password for the next physical connection; empty for none. May read a small file; never throws. */
    String current();

    /** The password that was read last. Reads nothing. */
    String known();

    /** A number that grows whenever {@link #current()} would give another password than before. May read, too. */
    long version();

    /** A password that never changes. */
    static Password fixed(String text) {
        return new Password() {
            @Override
            public String current() {
                return text;
            }

            @Override
            public String known() {
                return text;
            }

            @Override
            public long version() {
                return 1;
            }

            @Override
            public String toString() {
                return "Password[***]";
            }
        };
    }

    /**
     * A password in a file of one line, such as a mounted secret, which is read again for every connection. While the
     * file is missing, unreadable or empty, the last good one stays.
     *
     * @throws InvalidUrlException if the file holds no password to begin with, or cannot be read
     */
    static Password file(Path path) {
        WatchedFile<String> file = new WatchedFile<>(path, Password::onlyLine);
        return new Password() {
            @Override
            public String current() {
                return file.current();
            }

            @Override
            public String known() {
                return file.known();
            }

            @Override
            public long version() {
                return file.version();
            }

            @Override
            public String toString() {
                return file.toString();
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
        if (line.chars().anyMatch(c -> c == '\n' || c == '\r' || c == 0)) {
            throw new InvalidUrlException(List.of("the file must hold the password alone, on one line"));
        }
        return line;
    }
}
