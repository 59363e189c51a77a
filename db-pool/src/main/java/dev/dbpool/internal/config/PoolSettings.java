package dev.dbpool.internal.config;

import dev.dbpool.AdmissionPolicy;
import dev.dbpool.TestBeforeAcquire;
import dev.dbpool.fleet.Fleet;
import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The checked configuration of one pool, as its parts read it. {@code DbConfig} says what each value means. Immutable;
 * shows no secret, apart from what {@link #urlSource} gives to the factory.
 */
public final class PoolSettings {
    /** The logger that users know; {@code docs/events.md}. */
    public static final String LOGGER = "dev.dbpool.DbPool";

    private final String service;
    private final Settings settings;
    private final UrlSource urlSource;
    private final DatabaseUrl url;
    private final Fleet fleet;

    /** Takes values that need no check. */
    public PoolSettings(String service, Settings settings, UrlSource urlSource, Fleet fleet) {
        this.service = service;
        this.settings = new Settings(settings);
        this.urlSource = urlSource;
        this.url = urlSource.current();
        this.fleet = fleet;
    }

    /**
     * Checks everything, and reads the files that the values name.
     *
     * @param preset whether the fleet's sizes for this service take the place of the defaults
     * @param fleet wins over the fleet file
     * @param kept where the URL comes from if the values name no other
     * @return empty if something is wrong, which adds the problems
     */
    public static Optional<PoolSettings> checked(
            String service,
            Settings values,
            boolean preset,
            Optional<Fleet> fleet,
            Optional<UrlSource> kept,
            List<String> problems) {
        Settings checked = new Settings(values);
        if (!ConfigKey.POOL_NAME.value().allowed().test(service)) {
            problems.add("service is '%s': allowed is %s; it becomes a metric label and the application name"
                    .formatted(
                            ConfigValue.shown(service),
                            ConfigKey.POOL_NAME.value().range().replace("`", "")));
        }
        Fleet sizes = fleet.or(() -> ConfiguredSources.fleet(checked, problems)).orElseGet(Fleet::builtIn);
        if (preset) {
            checked.putPreset(sizes.preset(service));
        }
        checked.check(problems);
        Optional<UrlSource> source = ConfiguredSources.url(checked, kept, problems);
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        // The text of the URL with its secrets stays behind: from here on there is only its source.
        List.of(ConfigKey.DATABASE_URL, ConfigKey.DATABASE_URL_FILE, ConfigKey.FLEET)
                .forEach(checked::remove);
        return Optional.of(new PoolSettings(service, checked, source.orElseThrow(), sizes));
    }

    /** A copy of the values, to begin another configuration with. */
    public Settings values() {
        return new Settings(settings);
    }

    public String service() {
        return service;
    }

    public Optional<String> poolName() {
        return settings.value(ConfigKey.POOL_NAME, String.class);
    }

    /** Service and, if there is one, pool name, for logs. */
    public String label() {
        return service + poolName().map(name -> "/" + name).orElse("");
    }

    /** How the names of the pool's threads begin. */
    public String threadPrefix() {
        return "db-pool-" + service + poolName().map(name -> "-" + name).orElse("") + "-";
    }

    /** Where the factory reads the URL, secrets included, for every connection. */
    public UrlSource urlSource() {
        return urlSource;
    }

    public String databaseUrl() {
        return url.redacted();
    }

    /** Host and port of each server in the URL, in its order. */
    public List<String> hosts() {
        return url.hosts().stream().map(DatabaseUrl.Host::toString).toList();
    }

    public String database() {
        return url.database();
    }

    public String sslmode() {
        return url.sslmode();
    }

    public Fleet fleet() {
        return fleet;
    }

    public int maxConnections() {
        return value(ConfigKey.MAX_CONNECTIONS, Integer.class);
    }

    public int minConnections() {
        return value(ConfigKey.MIN_CONNECTIONS, Integer.class);
    }

    public Duration connectTimeout() {
        return settings.set(ConfigKey.CONNECT_TIMEOUT)
                ? value(ConfigKey.CONNECT_TIMEOUT, Duration.class)
                : url.connectTimeout().orElseGet(() -> value(ConfigKey.CONNECT_TIMEOUT, Duration.class));
    }

    public Duration acquireTimeout() {
        return value(ConfigKey.ACQUIRE_TIMEOUT, Duration.class);
    }

    public Duration idleTimeout() {
        return value(ConfigKey.IDLE_TIMEOUT, Duration.class);
    }

    public Duration maxLifetime() {
        return value(ConfigKey.MAX_LIFETIME, Duration.class);
    }

    public Duration keepalive() {
        return value(ConfigKey.KEEPALIVE, Duration.class);
    }

    public int connectParallelism() {
        return value(ConfigKey.CONNECT_PARALLELISM, Integer.class);
    }

    public TestBeforeAcquire testBeforeAcquire() {
        return value(ConfigKey.TEST_BEFORE_ACQUIRE, TestBeforeAcquire.class);
    }

    public Optional<Duration> socketTimeout() {
        return settings.value(ConfigKey.SOCKET_TIMEOUT, Duration.class);
    }

    public boolean startLazily() {
        return value(ConfigKey.START_LAZILY, Boolean.class);
    }

    public boolean resetOnReturn() {
        return value(ConfigKey.RESET_ON_RETURN, Boolean.class);
    }

    public OptionalInt maxWaiters() {
        return settings.value(ConfigKey.MAX_WAITERS, Integer.class)
                .map(OptionalInt::of)
                .orElseGet(OptionalInt::empty);
    }

    public AdmissionPolicy admission() {
        return value(ConfigKey.ADMISSION, AdmissionPolicy.class);
    }

    public Optional<Duration> targetDelay() {
        return settings.value(ConfigKey.TARGET_DELAY, Duration.class);
    }

    public boolean refuseHopeless() {
        return settings.value(ConfigKey.REFUSE_HOPELESS, Boolean.class)
                .orElseGet(() -> admission() == AdmissionPolicy.ADAPTIVE);
    }

    public Duration leakThreshold() {
        return value(ConfigKey.LEAK_THRESHOLD, Duration.class);
    }

    public boolean reclaimLeaks() {
        return value(ConfigKey.RECLAIM_LEAKS, Boolean.class);
    }

    public List<String> callSiteIgnore() {
        return settings.value(ConfigKey.CALL_SITE_IGNORE, String.class)
                .map(names -> List.of(names.split(" *, *", -1)))
                .orElse(List.of());
    }

    /** What to warn of when the pool opens: a host elsewhere whose identity the TLS mode does not verify. */
    public Optional<String> tlsWarning() {
        return TlsWarning.of(service, url);
    }

    /** What to warn of when the server has said how many connections it allows. */
    public Optional<String> budgetWarning(ServerLimits limits) {
        return fleet.warningFor(service, maxConnections(), limits);
    }

    private <T> T value(ConfigKey key, Class<T> type) {
        return settings.value(key, type).orElseThrow();
    }

    /** All values, without a secret. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("[service=" + service + ", databaseUrl=" + databaseUrl());
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
}
