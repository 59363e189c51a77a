package dev.dbpool.internal.url;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Where the database URL comes from, and whether it has changed since. Implementations are thread-safe. */
public interface UrlSource {

    /** The URL that the next physical connection is to use, as of the last {@link #refresh}. Never blocks or throws. */
    DatabaseUrl current();

    /** A number that grows whenever {@link #current()} gives another URL than before. Never blocks or throws. */
    long version();

    /** Looks where the URL comes from. Blocks up to the limit, and mostly for microseconds. Never throws. */
    void refresh(Duration limit);

    /** Why the URL's source cannot be used now, so that its last good value is; quotes no secret. */
    Optional<String> trouble();

    /** Whether the URL may come to lead elsewhere. */
    boolean mayChange();

    /** A URL that never changes. */
    static UrlSource fixed(DatabaseUrl url) {
        return new UrlSource() {
            @Override
            public DatabaseUrl current() {
                return url;
            }

            @Override
            public long version() {
                return 1;
            }

            @Override
            public void refresh(Duration limit) {}

            @Override
            public Optional<String> trouble() {
                return Optional.empty();
            }

            @Override
            public boolean mayChange() {
                return false;
            }
        };
    }

    /**
     * A URL in a file, such as a mounted secret, which is read again for every connection. While the file is missing,
     * unreadable or does not hold a valid URL, the last good one stays. Blocks up to the limit.
     *
     * @throws InvalidUrlException if the file holds no valid URL to begin with, or cannot be read
     */
    static UrlSource file(Path path, Duration limit) {
        WatchedFile<DatabaseUrl> file = new WatchedFile<>(path, text -> DatabaseUrl.parse(text.strip()), limit);
        return new UrlSource() {
            @Override
            public DatabaseUrl current() {
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

            @Override
            public boolean mayChange() {
                return true;
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
