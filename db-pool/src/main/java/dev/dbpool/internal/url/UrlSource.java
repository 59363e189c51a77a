package dev.dbpool.internal.url;

import java.nio.file.Path;
import java.util.Optional;

/** Where the database URL comes from, and whether it has changed since. Implementations are thread-safe. */
public interface UrlSource {

    /** The URL that the next physical connection is to use. May read a small file; never throws. */
    DatabaseUrl current();

    /** The URL that was read last. Reads nothing. */
    DatabaseUrl known();

    /** A number that grows whenever {@link #current()} would give another URL than before. May read a small file. */
    long version();

    /** A URL that never changes. */
    static UrlSource fixed(DatabaseUrl url) {
        return new UrlSource() {
            @Override
            public DatabaseUrl current() {
                return url;
            }

            @Override
            public DatabaseUrl known() {
                return url;
            }

            @Override
            public long version() {
                return 1;
            }
        };
    }

    /**
     * A URL in a file, such as a mounted secret, which is read again for every connection. While the file is missing,
     * unreadable or does not hold a valid URL, the last good one stays.
     *
     * @throws InvalidUrlException if the file holds no valid URL to begin with, or cannot be read
     */
    static UrlSource file(Path path) {
        WatchedFile<DatabaseUrl> file = new WatchedFile<>(path, text -> DatabaseUrl.parse(text.strip()));
        return new UrlSource() {
            @Override
            public DatabaseUrl current() {
                return file.current();
            }

            @Override
            public DatabaseUrl known() {
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

    /** The same URLs, with this user and this password instead of their own; what is empty stays as it is. */
    static UrlSource withLogin(UrlSource source, Optional<String> user, Optional<Password> password) {
        return user.isEmpty() && password.isEmpty() ? source : new SeparateLogin(source, user, password);
    }
}
