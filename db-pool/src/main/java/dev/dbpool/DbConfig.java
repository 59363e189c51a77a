package dev.dbpool;

import dev.dbpool.fleet.Fleet;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a pool is sized, how long it waits, and where its database is. Immutable and valid once built.
 *
 * <p>What is set in code wins over the environment, the environment over the fleet's preset, the preset over the
 * default. All keys, variables, defaults and ranges: {@code docs/configuration.md}. Never shows a secret.
 */
public final class DbConfig {
    private final String service;
    private final Settings settings;
    private final UrlSource urlSource;
    private final DatabaseUrl url;
    private final Fleet fleet;

    private DbConfig(String service, Settings settings, UrlSource urlSource, DatabaseUrl url, Fleet fleet) {
        this.service = service;
        this.settings = settings;
        this.urlSource = urlSource;
        this.url = url;
        this.fleet = fleet;
    }

    /**
     * The defaults with the process's environment on top, whatever the service.
     *
     * @param service name of the service: metric label and PostgreSQL's application name
     * @throws DbConfigException with all problems
     */
    public static DbConfig fromEnv(String service) {
        return fromEnv(service, System.getenv());
    }

    /** As {@link #fromEnv(String)}, with an environment that is given. */
    public static DbConfig fromEnv(String service, Map<String, String> environment) {
        return builder(service).environment(environment).build();
    }

    /**
     * The service's preset from the fleet with the process's environment on top.
     *
     * @param service name of the service: metric label, PostgreSQL's application name, key of the preset
     * @throws DbConfigException with all problems
     */
    public static DbConfig forService(String service) {
        return forService(service, System.getenv());
    }

    /** As {@link #forService(String)}, with an environment that is given. */
    public static DbConfig forService(String service, Map<String, String> environment) {
        return builder(service).environment(environment).preset().build();
    }

    /** A builder with the defaults; reads no environment. */
    public static Builder builder(String service) {
        return new Builder(service, new Settings());
    }

    /** A builder that begins with the values of this configuration. */
    public Builder toBuilder() {
        Builder builder = new Builder(service, new Settings(settings));
        builder.fleet = Optional.of(fleet);
        builder.kept = Optional.of(urlSource);
        return builder;
    }

    /** Name of the service: metric label and PostgreSQL's application name. */
    public String service() {
        return service;
    }

    /** Tells two pools of one service apart. */
    public Optional<String> poolName() {
        return settings.value(ConfigKey.POOL_NAME, String.class);
    }

    /** The database URL in a normal form, as of building, with {@code ***} in place of secrets. */
    public String databaseUrl() {
        return url.redacted();
    }

    /** The TLS mode as of building; {@code prefer} unless the URL says otherwise. */
    public String sslmode() {
        return url.sslmode();
    }

    /** Connections that the pool opens at most. */
    public int maxConnections() {
        return value(ConfigKey.MAX_CONNECTIONS, Integer.class);
    }

    /** Connections kept ready for the next callers, beside those in use. */
    public int minConnections() {
        return value(ConfigKey.MIN_CONNECTIONS, Integer.class);
    }

    /** Bound for opening a physical connection, all phases together. */
    public Duration connectTimeout() {
        return settings.set(ConfigKey.CONNECT_TIMEOUT)
                ? value(ConfigKey.CONNECT_TIMEOUT, Duration.class)
                : url.connectTimeout().orElseGet(() -> value(ConfigKey.CONNECT_TIMEOUT, Duration.class));
    }

    /** How long a caller of {@code getConnection()} waits. */
    public Duration acquireTimeout() {
        return value(ConfigKey.ACQUIRE_TIMEOUT, Duration.class);
    }

    /** After how long without use a connection above the minimum is closed; zero means never. */
    public Duration idleTimeout() {
        return value(ConfigKey.IDLE_TIMEOUT, Duration.class);
    }

    /** The age at which a connection is replaced; zero means never. */
    public Duration maxLifetime() {
        return value(ConfigKey.MAX_LIFETIME, Duration.class);
    }

    /** Which connections are tested before a caller gets them. */
    public TestBeforeAcquire testBeforeAcquire() {
        return value(ConfigKey.TEST_BEFORE_ACQUIRE, TestBeforeAcquire.class);
    }

    /** How long the server may be silent inside a call. */
    public Optional<Duration> socketTimeout() {
        return settings.value(ConfigKey.SOCKET_TIMEOUT, Duration.class);
    }

    /** Whether the pool opens without verifying a connection. */
    public boolean startLazily() {
        return value(ConfigKey.START_LAZILY, Boolean.class);
    }

    /** Whether a connection's whole session state is discarded when it comes back. */
    public boolean resetOnReturn() {
        return value(ConfigKey.RESET_ON_RETURN, Boolean.class);
    }

    /** How many callers may wait at the same time; empty means any number. */
    public OptionalInt maxWaiters() {
        return settings.value(ConfigKey.MAX_WAITERS, Integer.class)
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    /** In what order callers are served who have to wait. */
    public AdmissionPolicy admission() {
        return value(ConfigKey.ADMISSION, AdmissionPolicy.class);
    }

    /** How long a caller may wait while too many come; empty if that follows the measured hold time. */
    public Optional<Duration> targetDelay() {
        return settings.value(ConfigKey.TARGET_DELAY, Duration.class);
    }

    /** Whether a caller is refused at once whose estimated wait exceeds twice its timeout. */
    public boolean refuseHopeless() {
        return settings.value(ConfigKey.REFUSE_HOPELESS, Boolean.class)
                .orElseGet(() -> admission() == AdmissionPolicy.ADAPTIVE);
    }

    /** A connection held for longer is suspected to be leaked, if its thread is gone and nothing runs on it. */
    public Duration leakThreshold() {
        return value(ConfigKey.LEAK_THRESHOLD, Duration.class);
    }

    /** Whether connections that are suspected to be leaked are taken away from their holders. */
    public boolean reclaimLeaks() {
        return value(ConfigKey.RECLAIM_LEAKS, Boolean.class);
    }

    /** Packages and classes that reports skip when they say where a connection was acquired; libraries' are known. */
    public List<String> callSiteIgnore() {
        return settings.value(ConfigKey.CALL_SITE_IGNORE, String.class)
                .map(names -> List.of(names.split(" *, *", -1)))
                .orElse(List.of());
    }

    /** The sizes of all services that share the server. */
    public Fleet fleet() {
        return fleet;
    }

    /** Where the factory reads the URL, secrets included, for every connection. */
    UrlSource urlSource() {
        return urlSource;
    }

    /** What to warn of when the pool opens: a host elsewhere whose identity the TLS mode does not verify. */
    Optional<String> tlsWarning() {
        return TlsWarning.of(service, url);
    }

    private <T> T value(ConfigKey key, Class<T> type) {
        return settings.value(key, type).orElseThrow();
    }

    /** All values, without a secret. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("DbConfig[service=" + service + ", databaseUrl=" + databaseUrl());
        for (ConfigKey key : ConfigKey.values()) {
            switch (key) {
                case DATABASE_URL, DATABASE_URL_FILE, FLEET -> {}
                case CONNECT_TIMEOUT -> append(text, key, connectTimeout());
                default -> settings.value(key, Object.class).ifPresent(value -> append(text, key, value));
            }
        }
        return text.append(']').toString();
    }

    private static void append(StringBuilder text, ConfigKey key, Object value) {
        text.append(", ").append(key.key()).append('=').append(ConfigValue.shown(value));
    }

    /** Collects values and checks them all at once. Not thread-safe. */
    public static final class Builder {
        private final String service;
        private final Settings settings;
        private boolean preset;
        private Optional<Fleet> fleet = Optional.empty();
        private Optional<UrlSource> kept = Optional.empty();

        private Builder(String service, Settings settings) {
            this.service = service;
            this.settings = settings;
        }

        Builder environment(Map<String, String> environment) {
            settings.putEnvironment(environment);
            return this;
        }

        Builder preset() {
            preset = true;
            return this;
        }

        /** Where the database is and which user connects; replaces a URL or file that {@link DbConfig#toBuilder()} brought. */
        public Builder databaseUrl(String url) {
            return set(ConfigKey.DATABASE_URL, url);
        }

        /** A file that holds the URL and is read again for every physical connection. */
        public Builder databaseUrlFile(Path file) {
            return set(ConfigKey.DATABASE_URL_FILE, file);
        }

        /** Connections that the pool opens at most: 1–10,000. */
        public Builder maxConnections(int connections) {
            return set(ConfigKey.MAX_CONNECTIONS, connections);
        }

        /** Connections kept ready for the next callers, beside those in use: 0–max. */
        public Builder minConnections(int connections) {
            return set(ConfigKey.MIN_CONNECTIONS, connections);
        }

        /** Bound for opening a physical connection: 1–300 s. Wins over the URL's {@code connect_timeout}. */
        public Builder connectTimeout(Duration timeout) {
            return set(ConfigKey.CONNECT_TIMEOUT, timeout);
        }

        /** How long a caller waits: 0.05–600 s. */
        public Builder acquireTimeout(Duration timeout) {
            return set(ConfigKey.ACQUIRE_TIMEOUT, timeout);
        }

        /** When to close unused connections above the minimum: zero (never) or at least 10 s. */
        public Builder idleTimeout(Duration timeout) {
            return set(ConfigKey.IDLE_TIMEOUT, timeout);
        }

        /** The age at which a connection is replaced: zero (never) or at least 30 s. */
        public Builder maxLifetime(Duration lifetime) {
            return set(ConfigKey.MAX_LIFETIME, lifetime);
        }

        /** Which connections are tested before a caller gets them. */
        public Builder testBeforeAcquire(TestBeforeAcquire test) {
            return set(ConfigKey.TEST_BEFORE_ACQUIRE, test);
        }

        /** How long the server may be silent inside a call: at least 1 s. */
        public Builder socketTimeout(Duration timeout) {
            return set(ConfigKey.SOCKET_TIMEOUT, timeout);
        }

        /** Whether the pool opens without verifying a connection. */
        public Builder startLazily(boolean lazily) {
            return set(ConfigKey.START_LAZILY, lazily);
        }

        /** Whether {@code DISCARD ALL} runs when a connection comes back. */
        public Builder resetOnReturn(boolean reset) {
            return set(ConfigKey.RESET_ON_RETURN, reset);
        }

        /** How many callers may wait at the same time: 1–1,000,000; ten per connection and 40 with adaptive admission. */
        public Builder maxWaiters(int waiters) {
            return set(ConfigKey.MAX_WAITERS, waiters);
        }

        /** In what order callers are served who have to wait. */
        public Builder admission(AdmissionPolicy policy) {
            return set(ConfigKey.ADMISSION, policy);
        }

        /** How long a caller may wait while too many come: 0.001–60 s, half of the timeout at most. For adaptive. */
        public Builder targetDelay(Duration delay) {
            return set(ConfigKey.TARGET_DELAY, delay);
        }

        /** Whether to refuse at once a caller whose estimated wait exceeds twice its timeout. */
        public Builder refuseHopeless(boolean refuse) {
            return set(ConfigKey.REFUSE_HOPELESS, refuse);
        }

        /** How long a hold must be to be suspected as a leak: at least 1 s. */
        public Builder leakThreshold(Duration threshold) {
            return set(ConfigKey.LEAK_THRESHOLD, threshold);
        }

        /** Whether to take a connection away that is suspected to be leaked, once PostgreSQL has confirmed it idle. */
        public Builder reclaimLeaks(boolean reclaim) {
            return set(ConfigKey.RECLAIM_LEAKS, reclaim);
        }

        /** Packages or classes of your own that say nothing about where a connection was acquired. */
        public Builder callSiteIgnore(List<String> names) {
            return set(ConfigKey.CALL_SITE_IGNORE, String.join(",", names));
        }

        /** Tells two pools of one service apart: 1–48 of letters, digits, {@code _}, {@code .}, {@code -}. */
        public Builder poolName(String name) {
            return set(ConfigKey.POOL_NAME, name);
        }

        /** The sizes of all services, to compare with the server; does not change this pool's size. */
        public Builder fleet(Fleet fleet) {
            this.fleet = Optional.of(fleet);
            return this;
        }

        private Builder set(ConfigKey key, Object value) {
            settings.put(key, Objects.requireNonNull(value, key.key()), Settings.Origin.CODE);
            return this;
        }

        /**
         * Checks everything and builds. Reads the URL's file if one is named.
         *
         * @throws DbConfigException with all problems
         */
        public DbConfig build() {
            List<String> problems = new ArrayList<>();
            Settings checked = new Settings(settings);
            if (!ConfigKey.POOL_NAME.value().allowed().test(service)) {
                problems.add("service is '%s': allowed is %s; it becomes a metric label and the application name"
                        .formatted(
                                ConfigValue.shown(service),
                                ConfigKey.POOL_NAME.value().range().replace("`", "")));
            }
            Fleet sizes = fleet.or(() -> FleetChoice.of(checked, problems)).orElseGet(Fleet::builtIn);
            if (preset) {
                checked.putPreset(sizes.preset(service));
            }
            checked.check(problems);
            Optional<UrlSource> source = UrlChoice.of(checked, kept, problems);
            if (!problems.isEmpty()) {
                throw new DbConfigException(service, problems);
            }
            // The text of the URL with its secrets stays behind: from here on there is only its source.
            List.of(ConfigKey.DATABASE_URL, ConfigKey.DATABASE_URL_FILE, ConfigKey.FLEET)
                    .forEach(checked::remove);
            UrlSource urls = source.orElseThrow();
            return new DbConfig(service, checked, urls, urls.current(), sizes);
        }
    }
}
