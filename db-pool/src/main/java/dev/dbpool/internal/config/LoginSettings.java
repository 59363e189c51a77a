package dev.dbpool.internal.config;

import dev.dbpool.internal.config.Settings.Origin;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.InvalidUrlException;
import dev.dbpool.internal.url.Password;
import dev.dbpool.internal.url.UrlSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Adds user and password to the URL if they are set apart from it. If the URL has its own, the later of the two origins
 * wins; from the same origin they contradict each other, unless they are the same.
 */
final class LoginSettings {
    private final Settings settings;
    private final DatabaseUrl url;
    private final Origin ofUrl;
    private final List<String> problems;

    private LoginSettings(Settings settings, DatabaseUrl url, List<String> problems) {
        this.settings = settings;
        this.url = url;
        this.ofUrl = settings.origin(ConfigKey.DATABASE_URL)
                .or(() -> settings.origin(ConfigKey.DATABASE_URL_FILE))
                .orElse(Origin.KEPT);
        this.problems = problems;
    }

    /** Takes out of the settings what the URL overrides. */
    static UrlSource added(Settings settings, UrlSource source, List<String> problems) {
        LoginSettings login = new LoginSettings(settings, source.current(), problems);
        Optional<String> user = login.user();
        return UrlSource.withLogin(source, user, login.password());
    }

    private Optional<String> user() {
        Optional<String> apart = settings.value(ConfigKey.USER, String.class);
        if (url.userNamed() && !apart.equals(url.user())) {
            giveWayOrContradict(ConfigKey.USER, "the database URL names another user: keep one of them");
        }
        return settings.value(ConfigKey.USER, String.class);
    }

    private Optional<Password> password() {
        List<String> places = ConfigKey.PASSWORD.alternatives().stream()
                .filter(settings::set)
                .map(ConfigKey::named)
                .toList();
        if (places.size() > 1) {
            problems.add(String.join(" and ", places) + " are both set: keep one of them");
            return Optional.empty();
        }
        Optional<String> apart = settings.value(ConfigKey.PASSWORD, String.class);
        if (url.password().isPresent() && !apart.equals(url.password())) {
            String why = "the database URL has a password of its own: keep one of them";
            giveWayOrContradict(ConfigKey.PASSWORD, why);
            giveWayOrContradict(ConfigKey.PASSWORD_FILE, why);
            giveWayOrContradict(ConfigKey.CREDENTIALS, why);
        }
        return settings.value(ConfigKey.PASSWORD, String.class)
                .map(Password::fixed)
                .or(() -> settings.value(ConfigKey.PASSWORD_FILE, Path.class).flatMap(this::read));
    }

    private void giveWayOrContradict(ConfigKey key, String contradiction) {
        settings.origin(key).ifPresent(ofKey -> {
            if (ofUrl.compareTo(ofKey) > 0) {
                settings.remove(key);
            } else if (ofUrl == ofKey && ofKey != Origin.KEPT) {
                problems.add(key.named() + " is set, but " + contradiction);
            }
        });
    }

    private Optional<Password> read(Path file) {
        if (!ConfigKey.PASSWORD_FILE.value().allowed().test(file)) {
            return Optional.empty(); // a secret in the wrong variable, reported without naming it
        }
        try {
            return Optional.of(Password.file(file, ConfiguredSources.longestRead(settings)));
        } catch (InvalidUrlException invalid) {
            invalid.problems()
                    .forEach(problem -> problems.add(
                            ConfigKey.PASSWORD_FILE.named() + " " + ConfigValue.shownPath(file) + ": " + problem));
            return Optional.empty();
        }
    }
}
