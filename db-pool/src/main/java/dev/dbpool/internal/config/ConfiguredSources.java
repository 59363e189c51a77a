package dev.dbpool.internal.config;

import dev.dbpool.fleet.Fleet;
import dev.dbpool.fleet.InvalidFleetException;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.InvalidUrlException;
import dev.dbpool.internal.url.UrlSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds what a configuration names: where the database URL comes from, and the fleet file. */
final class ConfiguredSources {
    private ConfiguredSources() {}

    /** Empty if no usable URL is named, which adds the problems. */
    static Optional<UrlSource> url(Settings settings, Optional<UrlSource> kept, List<String> problems) {
        boolean inPlace = settings.set(ConfigKey.DATABASE_URL);
        boolean inFile = settings.set(ConfigKey.DATABASE_URL_FILE);
        if (inPlace && inFile) {
            problems.add("databaseUrl (DATABASE_URL) and databaseUrlFile (DATABASE_URL_FILE) are both set:"
                    + " keep one of them");
        } else if (inPlace) {
            String text = settings.value(ConfigKey.DATABASE_URL, String.class).orElseThrow();
            return read("databaseUrl (DATABASE_URL)", problems, () -> UrlSource.fixed(DatabaseUrl.parse(text.strip())));
        } else if (inFile) {
            Path file = settings.value(ConfigKey.DATABASE_URL_FILE, Path.class).orElseThrow();
            if (!ConfigKey.DATABASE_URL_FILE.value().allowed().test(file)) {
                return Optional.empty(); // a URL in the wrong variable, reported without naming it
            }
            return read(
                    "databaseUrlFile (DATABASE_URL_FILE) " + ConfigValue.shownPath(file),
                    problems,
                    () -> UrlSource.file(file, longestRead(settings)));
        } else if (kept.isPresent()) {
            return kept;
        } else {
            problems.add("databaseUrl (DATABASE_URL, or a path in DATABASE_URL_FILE) is not set:"
                    + " set DATABASE_URL=postgresql://user:password@host:5432/database");
        }
        return Optional.empty();
    }

    /** A file system that hangs holds up the start for no longer than a server that does. */
    static Duration longestRead(Settings settings) {
        Duration limit =
                settings.value(ConfigKey.CONNECT_TIMEOUT, Duration.class).orElseThrow();
        return ConfigKey.CONNECT_TIMEOUT.value().allowed().test(limit) ? limit : Duration.ofSeconds(1);
    }

    private static Optional<UrlSource> read(String where, List<String> problems, Supplier<UrlSource> source) {
        try {
            return Optional.of(source.get());
        } catch (InvalidUrlException invalid) {
            invalid.problems().forEach(problem -> problems.add(where + ": " + problem));
            return Optional.empty();
        }
    }

    /** Empty if no file is named, or if it is wrong, which adds its problems. */
    static Optional<Fleet> fleet(Settings settings, List<String> problems) {
        if (!settings.set(ConfigKey.FLEET)) {
            return Optional.empty();
        }
        Path file = settings.value(ConfigKey.FLEET, Path.class).orElseThrow();
        if (!ConfigKey.FLEET.value().allowed().test(file)) {
            return Optional.empty(); // a URL in the wrong variable, reported without naming it
        }
        try {
            return Optional.of(Fleet.load(file));
        } catch (InvalidFleetException invalid) {
            invalid.problems()
                    .forEach(problem ->
                            problems.add("fleet (DB_POOL_FLEET_FILE) " + ConfigValue.shownPath(file) + ": " + problem));
            return Optional.empty();
        }
    }
}
