package dev.dbpool.internal.config;

import dev.dbpool.AdmissionPolicy;
import dev.dbpool.ConnectionCallback;
import dev.dbpool.Credentials;
import dev.dbpool.Isolation;
import dev.dbpool.TestBeforeAcquire;
import dev.dbpool.fleet.Fleet;
import dev.dbpool.fleet.ServerLimits;
import dev.dbpool.fleet.ServicePreset;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The checked configuration of one pool, as its parts read it. {@code DbConfig} says what each value means. Immutable;
 * shows no secret, apart from what {@link #urlSource} gives to the factory.
 */
public final class PoolSettings {
    /** The logger that users know; {@code docs/events.md}. */
    public static final String LOGGER = "dev.dbpool.DbPool";

    private static final Duration SHORT_READ = Duration.ofMillis(20);

    private final String service;
    private final Settings settings;
    private final UrlSource namedUrl;
    private final UrlSource urlSource;
    private final DatabaseUrl url;
    private final Fleet fleet;

    /** Takes values that need no check. */
    public PoolSettings(String service, Settings settings, UrlSource urlSource, Fleet fleet) {
        this(service, settings, urlSource, urlSource, fleet);
    }

    private PoolSettings(String service, Settings settings, UrlSource namedUrl, UrlSource urlSource, Fleet fleet) {
        this.service = service;
        this.settings = new Settings(settings);
        this.namedUrl = namedUrl;
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
        Optional<UrlSource> named = ConfiguredSources.url(checked, kept, problems);
        Optional<UrlSource> source = named.map(url -> LoginSettings.added(checked, url, problems));
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        // The text of the URL with its secrets stays behind: from here on there is only its source.
        List.of(ConfigKey.DATABASE_URL, ConfigKey.DATABASE_URL_FILE, ConfigKey.FLEET)
                .forEach(checked::remove);
        return Optional.of(new PoolSettings(service, checked, named.orElseThrow(), source.orElseThrow(), sizes));
    }

    /** A copy of the values, to begin another configuration with. */
    public Settings values() {
        return settings.kept();
    }

    /** What forbids to give an open pool this size; empty if nothing does. */
    public List<String> problemsOfSize(int minConnections, int maxConnections) {
        Settings resized = values();
        resized.put(ConfigKey.MIN_CONNECTIONS, minConnections, Settings.Origin.CODE);
        resized.put(ConfigKey.MAX_CONNECTIONS, maxConnections, Settings.Origin.CODE);
        // How many may wait was settled when the pool was opened, and must not stand in the way of more connections.
        resized.remove(ConfigKey.MAX_WAITERS);
        List<String> problems = new ArrayList<>();
        resized.check(problems);
        return problems;
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

    /** Where the URL is read that the configuration names, without a login that is set apart from it. */
    public UrlSource namedUrl() {
        return namedUrl;
    }

    /** Where the factory reads the URL, secrets included, for every connection. */
    public UrlSource urlSource() {
        return urlSource;
    }

    /** Whether the pool itself logs in with these. May look at a file, not for long. */
    public boolean isOwnLogin(@Nullable String user, @Nullable String password) {
        if (!urlSource.current().logsInWith(user, password)) {
            // The password may have changed since the last login.
            urlSource.refresh(SHORT_READ);
        }
        return urlSource.current().logsInWith(user, password);
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

    public Optional<String> user() {
        return url.user();
    }

    @SuppressWarnings("unchecked")
    public Optional<Supplier<Credentials>> credentials() {
        return settings.value(ConfigKey.CREDENTIALS, Supplier.class).map(supplier -> (Supplier<Credentials>) supplier);
    }

    @SuppressWarnings("unchecked")
    public Map<String, Class<?>> driverClasses() {
        return settings.value(ConfigKey.DRIVER_CLASS, Map.class)
                .map(classes -> (Map<String, Class<?>>) classes)
                .orElse(Map.of());
    }

    public Optional<String> initSql() {
        return settings.value(ConfigKey.INIT_SQL, String.class);
    }

    public Optional<ConnectionCallback> onConnect() {
        return settings.value(ConfigKey.ON_CONNECT, ConnectionCallback.class);
    }

    public boolean readOnly() {
        return value(ConfigKey.READ_ONLY, Boolean.class);
    }

    public Optional<Isolation> isolation() {
        return settings.value(ConfigKey.ISOLATION, Isolation.class);
    }

    public boolean defaultAutoCommit() {
        return value(ConfigKey.DEFAULT_AUTO_COMMIT, Boolean.class);
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

    public Duration failbackAfter() {
        return value(ConfigKey.FAILBACK_AFTER, Duration.class);
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

    public Duration closeGrace() {
        return value(ConfigKey.CLOSE_GRACE, Duration.class);
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

    public boolean refuseDuplicates() {
        return value(ConfigKey.REFUSE_DUPLICATES, Boolean.class);
    }

    /** What to warn of when the pool opens: a host elsewhere whose identity the TLS mode does not verify. */
    public Optional<String> tlsWarning() {
        return TlsWarning.of(service, url);
    }

    /** What to warn of when the server has said how many connections it allows. */
    public Optional<String> budgetWarning(ServerLimits limits) {
        return fleet.warningFor(service, maxConnections(), limits);
    }

    /** What the fleet plans for this service, in a few words. */
    public String plan() {
        ServicePreset planned = fleet.services().get(service);
        return planned == null
                ? "no fleet lists this service; plan it in the file of DB_POOL_FLEET_FILE"
                : planned.max() + " for each of " + planned.replicas() + " instances planned, "
                        + fleet.budget().total() + " of " + fleet.budget().available() + " for the fleet";
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
        text.append(", ").append(key.key()).append('=').append(key.shown(value));
    }
}
