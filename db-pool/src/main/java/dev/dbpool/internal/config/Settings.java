package dev.dbpool.internal.config;

import dev.dbpool.AdmissionPolicy;
import dev.dbpool.fleet.ServicePreset;
import dev.dbpool.internal.admission.AdmissionSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The values that were set on purpose, and by whom. Not thread-safe: it belongs to one builder. */
public final class Settings {

    /** Who set a value; the later ones win. */
    public enum Origin {
        PRESET,
        /** Another configuration, with which a builder began. */
        KEPT,
        ENVIRONMENT,
        CODE
    }

    private static final Logger LOG = LoggerFactory.getLogger(PoolSettings.LOGGER);

    private record Setting(Object value, Origin origin) {}

    private final Map<ConfigKey, Setting> settings = new EnumMap<>(ConfigKey.class);
    private final List<String> unreadable = new ArrayList<>();

    public Settings() {}

    public Settings(Settings other) {
        settings.putAll(other.settings);
        unreadable.addAll(other.unreadable);
    }

    /** The values as another builder begins with them: what it sets itself wins. */
    public Settings kept() {
        Settings kept = new Settings(this);
        kept.settings.replaceAll((key, setting) ->
                setting.origin() == Origin.PRESET ? setting : new Setting(setting.value(), Origin.KEPT));
        return kept;
    }

    public void put(ConfigKey key, Object value, Origin origin) {
        for (ConfigKey alternative : key.alternatives()) {
            origin(alternative)
                    .filter(earlier -> earlier.compareTo(origin) < 0)
                    .ifPresent(earlier -> settings.remove(alternative));
        }
        settings.put(key, new Setting(value, origin));
    }

    void remove(ConfigKey key) {
        settings.remove(key);
    }

    /** Takes over every variable that is set; a blank one counts as not set. Warns of those that seem misspelt. */
    public void putEnvironment(Map<String, String> environment) {
        MisspeltVariables.in(environment).forEach(LOG::warn);
        for (ConfigKey key : ConfigKey.values()) {
            String text = key.environment().map(environment::get).orElse("");
            if (!text.isBlank()) {
                key.value()
                        .parser()
                        .apply(key.secret() ? text : text.strip())
                        .ifPresentOrElse(
                                value -> put(key, value, Origin.ENVIRONMENT),
                                () -> unreadable.add(key.problem(text.strip(), true)));
            }
        }
    }

    /** Takes over the sizes that nobody else has set. */
    void putPreset(ServicePreset preset) {
        settings.putIfAbsent(ConfigKey.MAX_CONNECTIONS, new Setting(preset.max(), Origin.PRESET));
        settings.putIfAbsent(ConfigKey.MIN_CONNECTIONS, new Setting(preset.min(), Origin.PRESET));
    }

    boolean set(ConfigKey key) {
        return settings.containsKey(key);
    }

    Optional<Origin> origin(ConfigKey key) {
        return Optional.ofNullable(settings.get(key)).map(Setting::origin);
    }

    /** The value that was set, or the default, if there is one. */
    <T> Optional<T> value(ConfigKey key, Class<T> type) {
        Setting setting = settings.get(key);
        Optional<? extends Object> value = setting == null ? key.defaultValue() : Optional.of(setting.value());
        return value.map(type::cast);
    }

    /** Adds what cannot be read, what is out of range, and what does not fit together. */
    void check(List<String> problems) {
        problems.addAll(unreadable);
        boolean sizesAllowed = true;
        for (Map.Entry<ConfigKey, Setting> entry : settings.entrySet()) {
            ConfigKey key = entry.getKey();
            Setting setting = entry.getValue();
            if (!key.value().allowed().test(setting.value())) {
                problems.add(key.problem(setting.value(), setting.origin() == Origin.ENVIRONMENT));
                sizesAllowed &= key != ConfigKey.MAX_CONNECTIONS && key != ConfigKey.MIN_CONNECTIONS;
            }
        }
        if (sizesAllowed) {
            checkSizes(problems);
            value(ConfigKey.MAX_WAITERS, Integer.class).ifPresent(waiters -> checkWaiters(waiters, problems));
        }
        value(ConfigKey.TARGET_DELAY, Duration.class).ifPresent(target -> checkTarget(target, problems));
    }

    private void checkTarget(Duration target, List<String> problems) {
        String what = "targetDelay (DB_TARGET_DELAY_SECS) is '" + ConfigValue.shown(target) + "'";
        if (value(ConfigKey.ADMISSION, AdmissionPolicy.class).orElseThrow() == AdmissionPolicy.FIFO) {
            problems.add(
                    what + ", but admission (DB_ADMISSION) is fifo, which has no such limit: leave targetDelay out,"
                            + " or set admission to adaptive");
        }
        Duration timeout = value(ConfigKey.ACQUIRE_TIMEOUT, Duration.class).orElseThrow();
        if (target.compareTo(timeout.dividedBy(2)) > 0) {
            problems.add(what + ", above half of acquireTimeout (DB_ACQUIRE_TIMEOUT_SECS), "
                    + ConfigValue.shown(timeout)
                    + ": callers would have left before load is shed; lower the one, raise the other, or leave"
                    + " targetDelay out to follow the measured hold time");
        }
    }

    private void checkWaiters(int waiters, List<String> problems) {
        int max = value(ConfigKey.MAX_CONNECTIONS, Integer.class).orElseThrow();
        int fewest = AdmissionSettings.fewestQueuedToAdapt(max);
        boolean adaptive = value(ConfigKey.ADMISSION, AdmissionPolicy.class).orElseThrow() == AdmissionPolicy.ADAPTIVE;
        if (adaptive && waiters < fewest) {
            problems.add("maxWaiters (DB_MAX_WAITERS) is '" + waiters + "', too few for admission (DB_ADMISSION) to"
                    + " adapt: with " + max + " connections nobody behind so few waits for the ten holds after which it"
                    + " sheds load; allowed is " + fewest + " or more, or leave maxWaiters out: adaptive bounds the"
                    + " waiting itself");
        }
    }

    /**
     * A minimum that nobody asked for follows a lower maximum down. The other way round is an error: raising a maximum
     * that nobody raised could overdraw the server.
     */
    private void checkSizes(List<String> problems) {
        int max = value(ConfigKey.MAX_CONNECTIONS, Integer.class).orElseThrow();
        int min = value(ConfigKey.MIN_CONNECTIONS, Integer.class).orElseThrow();
        boolean asked = origin(ConfigKey.MIN_CONNECTIONS)
                .filter(origin -> origin != Origin.PRESET)
                .isPresent();
        if (min > max && asked) {
            problems.add("minConnections (DB_MIN_CONNECTIONS) is '" + min
                    + "', above maxConnections (DB_MAX_CONNECTIONS), " + max
                    + (set(ConfigKey.MAX_CONNECTIONS) ? "" : " by default") + ": allowed is 0–" + max
                    + "; lower the one or raise the other");
        } else if (min > max) {
            put(ConfigKey.MIN_CONNECTIONS, max, Origin.PRESET);
        }
    }
}
