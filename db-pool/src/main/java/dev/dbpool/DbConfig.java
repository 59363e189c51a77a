package dev.dbpool;

import dev.dbpool.fleet.Fleet;
import dev.dbpool.internal.config.ConfigKey;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.config.Settings;
import dev.dbpool.internal.url.UrlSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * How a pool is sized, how long it waits, and where its database is. Immutable and valid once built.
 *
 * <p>What is set in code wins over the environment, the environment over the fleet's preset, the preset over the
 * default. All keys, variables, defaults and ranges: {@code docs/configuration.md}. Never shows a secret.
 */
public final class DbConfig {
    private final PoolSettings settings;

    private DbConfig(PoolSettings settings) {
        this.settings = settings;
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
        Builder builder = new Builder(settings.service(), settings.values());
        builder.fleet = Optional.of(settings.fleet());
        builder.driverClasses.putAll(settings.driverClasses());
        builder.kept = Optional.of(settings.namedUrl());
        return builder;
    }

    /** Name of the service: metric label and PostgreSQL's application name. */
    public String service() {
        return settings.service();
    }

    /** Tells two pools of one service apart. */
    public Optional<String> poolName() {
        return settings.poolName();
    }

    /** The database URL in a normal form, as of building, with {@code ***} in place of secrets. */
    public String databaseUrl() {
        return settings.databaseUrl();
    }

    /** Who connects, as of building; empty if neither configuration nor operating system knows a user. */
    public Optional<String> user() {
        return settings.user();
    }

    /** The TLS mode as of building; {@code prefer} unless the URL says otherwise. */
    public String sslmode() {
        return settings.sslmode();
    }

    /** Whether sessions only read. */
    public boolean readOnly() {
        return settings.readOnly();
    }

    /** The isolation level of transactions that ask for none; empty for the server's. */
    public Optional<Isolation> isolation() {
        return settings.isolation();
    }

    /** Whether connections are handed out with autocommit on. */
    public boolean defaultAutoCommit() {
        return settings.defaultAutoCommit();
    }

    /** Connections that the pool opens at most. */
    public int maxConnections() {
        return settings.maxConnections();
    }

    /** Connections kept ready for the next callers, beside those in use. */
    public int minConnections() {
        return settings.minConnections();
    }

    /** Bound for opening a physical connection, all phases together. */
    public Duration connectTimeout() {
        return settings.connectTimeout();
    }

    /** How long a caller of {@code getConnection()} waits. */
    public Duration acquireTimeout() {
        return settings.acquireTimeout();
    }

    /** After how long without use a connection above the minimum is closed; zero means never. */
    public Duration idleTimeout() {
        return settings.idleTimeout();
    }

    /** The age at which a connection is replaced; zero means never. */
    public Duration maxLifetime() {
        return settings.maxLifetime();
    }

    /** How often an idle connection is tested; zero means never. */
    public Duration keepalive() {
        return settings.keepalive();
    }

    /** Within which time a preferred server that is back is used again; zero means never. */
    public Duration failbackAfter() {
        return settings.failbackAfter();
    }

    /** How many connections may be opened at the same time while that succeeds. After a failure it is one. */
    public int connectParallelism() {
        return settings.connectParallelism();
    }

    /** Which connections are tested before a caller gets them. */
    public TestBeforeAcquire testBeforeAcquire() {
        return settings.testBeforeAcquire();
    }

    /** How long the server may be silent inside a call. */
    public Optional<Duration> socketTimeout() {
        return settings.socketTimeout();
    }

    /** How long {@link DbPool#close()} waits for connections in use. */
    public Duration closeGrace() {
        return settings.closeGrace();
    }

    /** Whether the pool opens without verifying a connection. */
    public boolean startLazily() {
        return settings.startLazily();
    }

    /** Whether a connection's whole session state is discarded when it comes back. */
    public boolean resetOnReturn() {
        return settings.resetOnReturn();
    }

    /** How many callers may wait at the same time; empty means any number. */
    public OptionalInt maxWaiters() {
        return settings.maxWaiters();
    }

    /** In what order callers are served who have to wait. */
    public AdmissionPolicy admission() {
        return settings.admission();
    }

    /** How long a caller may wait while too many come; empty if that follows the measured hold time. */
    public Optional<Duration> targetDelay() {
        return settings.targetDelay();
    }

    /** Whether a caller is refused at once whose estimated wait exceeds twice its timeout. */
    public boolean refuseHopeless() {
        return settings.refuseHopeless();
    }

    /** A connection held for longer is suspected to be leaked, if its thread is gone and nothing runs on it. */
    public Duration leakThreshold() {
        return settings.leakThreshold();
    }

    /** Whether connections that are suspected to be leaked are taken away from their holders. */
    public boolean reclaimLeaks() {
        return settings.reclaimLeaks();
    }

    /** Packages and classes that reports skip when they say where a connection was acquired; libraries' are known. */
    public List<String> callSiteIgnore() {
        return settings.callSiteIgnore();
    }

    /** Whether a second open pool of the same service and pool name in one registry is refused. */
    public boolean refuseDuplicates() {
        return settings.refuseDuplicates();
    }

    /** The sizes of all services that share the server. */
    public Fleet fleet() {
        return settings.fleet();
    }

    /** What the pool's parts read. */
    PoolSettings settings() {
        return settings;
    }

    /** @throws DbConfigException with all problems, unless an open pool may have this size */
    void checkSize(int minConnections, int maxConnections) {
        List<String> problems = settings.problemsOfSize(minConnections, maxConnections);
        if (!problems.isEmpty()) {
            throw new DbConfigException(service(), problems);
        }
    }

    /** All values, without a secret. */
    @Override
    public String toString() {
        return "DbConfig" + settings;
    }

    /** Collects values and checks them all at once. Not thread-safe. */
    public static final class Builder {
        private final String service;
        private final Settings settings;
        private final Map<String, Class<?>> driverClasses = new HashMap<>();
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

        /** Who connects, if the URL names no user, or if the URL comes from elsewhere. */
        public Builder user(String user) {
            return set(ConfigKey.USER, user);
        }

        /** The user's password as it is, without percent-encoding; it is never shown. An empty one stands for none. */
        public Builder password(String password) {
            return set(ConfigKey.PASSWORD, password);
        }

        /** A file that holds the password alone, on one line, and is read again for every physical connection. */
        public Builder passwordFile(Path file) {
            return set(ConfigKey.PASSWORD_FILE, file);
        }

        /**
         * Gives user and password for each physical connection, in place of those of the URL; for tokens that expire. It is
         * asked on a thread of the pool's, several at a time perhaps, and has to answer within the connect timeout.
         */
        public Builder credentials(Supplier<Credentials> supplier) {
            return set(ConfigKey.CREDENTIALS, supplier);
        }

        /** Statements that run in each new session, and again after {@code DISCARD ALL}; never shown. */
        public Builder initSql(String sql) {
            return set(ConfigKey.INIT_SQL, sql);
        }

        /** Prepares each new physical connection once, such as for types of an extension. */
        public Builder onConnect(ConnectionCallback callback) {
            return set(ConfigKey.ON_CONNECT, callback);
        }

        /**
         * A class of the application's that the driver makes with its parameterless constructor, or with one that takes the
         * {@code Properties} of the login: for {@code socketFactory}, {@code sslfactory}, {@code sslhostnameverifier},
         * {@code sslpasswordcallback}, {@code authenticationPluginClassName}, {@code xmlFactoryFactory}.
         */
        public Builder driverClass(String parameter, Class<?> type) {
            driverClasses.put(Objects.requireNonNull(parameter, "parameter"), Objects.requireNonNull(type, "type"));
            return set(ConfigKey.DRIVER_CLASS, Map.copyOf(driverClasses));
        }

        /** Whether sessions only read: writing fails, with autocommit, too. */
        public Builder readOnly(boolean readOnly) {
            return set(ConfigKey.READ_ONLY, readOnly);
        }

        /** The isolation level of transactions that ask for none. */
        public Builder isolation(Isolation level) {
            return set(ConfigKey.ISOLATION, level);
        }

        /** Whether connections are handed out with autocommit on; off, they come back without their open transaction. */
        public Builder defaultAutoCommit(boolean autoCommit) {
            return set(ConfigKey.DEFAULT_AUTO_COMMIT, autoCommit);
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

        /** How often an idle connection is tested: zero (never) or at least 5 s. */
        public Builder keepalive(Duration interval) {
            return set(ConfigKey.KEEPALIVE, interval);
        }

        /** Within which time a preferred server that is back is used again: zero (never) or at least 5 s. */
        public Builder failbackAfter(Duration after) {
            return set(ConfigKey.FAILBACK_AFTER, after);
        }

        /** How many connections may be opened at the same time while that succeeds: 1–32. */
        public Builder connectParallelism(int logins) {
            return set(ConfigKey.CONNECT_PARALLELISM, logins);
        }

        /** Which connections are tested before a caller gets them. */
        public Builder testBeforeAcquire(TestBeforeAcquire test) {
            return set(ConfigKey.TEST_BEFORE_ACQUIRE, test);
        }

        /** How long the server may be silent inside a call: at least 1 s. */
        public Builder socketTimeout(Duration timeout) {
            return set(ConfigKey.SOCKET_TIMEOUT, timeout);
        }

        /** How long {@link DbPool#close()} waits for connections in use before it cuts them: 0–600 s. */
        public Builder closeGrace(Duration grace) {
            return set(ConfigKey.CLOSE_GRACE, grace);
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

        /**
         * Whether to refuse a second open pool of the same service and pool name in one registry. Otherwise its label
         * {@code pool} is a number.
         */
        public Builder refuseDuplicates(boolean refuse) {
            return set(ConfigKey.REFUSE_DUPLICATES, refuse);
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
            return new DbConfig(PoolSettings.checked(service, settings, preset, fleet, kept, problems)
                    .orElseThrow(() -> new DbConfigException(service, problems)));
        }
    }
}
