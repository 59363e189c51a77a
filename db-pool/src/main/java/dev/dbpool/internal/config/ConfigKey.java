package dev.dbpool.internal.config;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Every configuration key: the one table from which parsing, checks, messages and docs/configuration.md come. */
public enum ConfigKey {
    DATABASE_URL(
            "databaseUrl",
            "DATABASE_URL",
            "",
            ConfigValue.text("`postgres://`, `postgresql://` or `jdbc:postgresql:`"),
            "where the database is and which user connects; required, here or in a file"),
    DATABASE_URL_FILE(
            "databaseUrlFile",
            "DATABASE_URL_FILE",
            "",
            ConfigValue.path("the path of a file"),
            "a file that holds the URL instead, read again for every physical connection"),
    USER("user", "DB_USER", "", ConfigValue.roleName(), "the user who connects, if the URL does not name one"),
    PASSWORD(
            "password",
            "DB_PASSWORD",
            "",
            ConfigValue.password(),
            "the user's password, as it is, without percent-encoding"),
    PASSWORD_FILE(
            "passwordFile",
            "DB_PASSWORD_FILE",
            "",
            ConfigValue.path("the path of a file"),
            "a file that holds the password alone, read again for every physical connection"),
    CREDENTIALS(
            "credentials",
            "",
            "",
            ConfigValue.code("a `Supplier<Credentials>`"),
            "gives user and password for each physical connection, for tokens that expire"),
    INIT_SQL(
            "initSql",
            "DB_INIT_SQL",
            "",
            ConfigValue.text("SQL"),
            "statements that run in each new session, and again after `DISCARD ALL`"),
    ON_CONNECT(
            "onConnect",
            "",
            "",
            ConfigValue.code("a `ConnectionCallback`"),
            "code that prepares each new session once, such as for types of an extension"),
    DRIVER_CLASS(
            "driverClass",
            "",
            "",
            ConfigValue.driverClasses(),
            "a class of the application's that the driver makes, which a URL may not name"),
    READ_ONLY(
            "readOnly",
            "DB_READ_ONLY",
            "false",
            ConfigValue.flag(),
            "sessions that only read: writing fails, with autocommit, too"),
    ISOLATION(
            "isolation",
            "DB_ISOLATION",
            "",
            ConfigValue.isolation(),
            "isolation level of transactions that ask for none, instead of the server's"),
    DEFAULT_AUTO_COMMIT(
            "defaultAutoCommit",
            "DB_DEFAULT_AUTO_COMMIT",
            "true",
            ConfigValue.flag(),
            "whether connections are handed out with autocommit on"),
    MAX_CONNECTIONS(
            "maxConnections",
            "DB_MAX_CONNECTIONS",
            "20",
            ConfigValue.wholeNumber(1, 10_000),
            "connections that the pool opens at most"),
    MIN_CONNECTIONS(
            "minConnections",
            "DB_MIN_CONNECTIONS",
            "5",
            ConfigValue.wholeNumber(0, 10_000, "0–maxConnections"),
            "connections kept ready for the next callers, beside those in use"),
    CONNECT_TIMEOUT(
            "connectTimeout",
            "DB_CONNECT_TIMEOUT_SECS",
            "5",
            ConfigValue.seconds("1", "300"),
            "bound for opening a physical connection, from name resolution to the first query"),
    ACQUIRE_TIMEOUT(
            "acquireTimeout",
            "DB_ACQUIRE_TIMEOUT_SECS",
            "10",
            ConfigValue.seconds("0.05", "600"),
            "how long a caller waits for a connection"),
    IDLE_TIMEOUT(
            "idleTimeout",
            "DB_IDLE_TIMEOUT_SECS",
            "600",
            ConfigValue.zeroOrSecondsAtLeast("10"),
            "connections above the minimum are closed when unused for this long"),
    MAX_LIFETIME(
            "maxLifetime",
            "DB_MAX_LIFETIME_SECS",
            "1800",
            ConfigValue.zeroOrSecondsAtLeast("30"),
            "age at which a connection is replaced; keep it below the limits of servers and proxies"),
    KEEPALIVE(
            "keepalive",
            "DB_KEEPALIVE_SECS",
            "120",
            ConfigValue.zeroOrSecondsAtLeast("5"),
            "idle connections are tested this often, and replaced if they are dead"),
    FAILBACK_AFTER(
            "failbackAfter",
            "DB_FAILBACK_AFTER_SECS",
            "60",
            ConfigValue.zeroOrSecondsAtLeast("5"),
            "with `targetServerType=prefer…`: a preferred server that is back is used again within this time"),
    CONNECT_PARALLELISM(
            "connectParallelism",
            "DB_CONNECT_PARALLELISM",
            "4",
            ConfigValue.wholeNumber(1, 32),
            "connections opened at the same time while that succeeds; one at a time after a failure"),
    TEST_BEFORE_ACQUIRE(
            "testBeforeAcquire",
            "DB_TEST_BEFORE_ACQUIRE",
            "idle",
            ConfigValue.testBeforeAcquire(),
            "test a connection that was unused for 500 ms, or every one, at the price of a round trip"),
    SOCKET_TIMEOUT(
            "socketTimeout",
            "DB_SOCKET_TIMEOUT_SECS",
            "",
            ConfigValue.secondsAtLeast("1"),
            "a connection on which the server is silent for this long inside a call is given up"),
    START_LAZILY(
            "startLazily",
            "DB_START_LAZILY",
            "false",
            ConfigValue.flag(),
            "open the pool without verifying a connection, so that a service starts without its database"),
    RESET_ON_RETURN(
            "resetOnReturn",
            "DB_RESET_ON_RETURN",
            "false",
            ConfigValue.flag(),
            "`DISCARD ALL` when a connection comes back: no temporary table, `SET` or lock reaches the next borrower"),
    CLOSE_GRACE(
            "closeGrace",
            "DB_CLOSE_GRACE_SECS",
            "0",
            ConfigValue.seconds("0", "600"),
            "how long a plain `close()`, such as a container's, waits for connections in use before it cuts them"),
    MAX_WAITERS(
            "maxWaiters",
            "DB_MAX_WAITERS",
            "",
            ConfigValue.wholeNumber(1, 1_000_000),
            "callers that may wait at the same time; further ones are refused at once"),
    ADMISSION(
            "admission",
            "DB_ADMISSION",
            "fifo",
            ConfigValue.admission(),
            "order of those who wait: first come, first served; or the same until too many come, then newest first and"
                    + " the others refused early"),
    TARGET_DELAY(
            "targetDelay",
            "DB_TARGET_DELAY_SECS",
            "",
            ConfigValue.seconds("0.001", "60"),
            "how long a caller may wait while too many come, instead of what follows from the measured hold time;"
                    + " for `adaptive`"),
    REFUSE_HOPELESS(
            "refuseHopeless",
            "DB_REFUSE_HOPELESS",
            "",
            ConfigValue.flag(),
            "refuse at once a caller whose estimated wait, from measured hold time and queue, exceeds twice its timeout"),
    LEAK_THRESHOLD(
            "leakThreshold",
            "DB_LEAK_THRESHOLD_SECS",
            "60",
            ConfigValue.secondsAtLeast("1"),
            "a connection held for longer is suspected to be leaked, if its thread is gone and nothing runs on it"),
    RECLAIM_LEAKS(
            "reclaimLeaks",
            "DB_RECLAIM_LEAKS",
            "false",
            ConfigValue.flag(),
            "take a connection away that is suspected to be leaked, once PostgreSQL has confirmed that nothing runs on it"),
    CALL_SITE_IGNORE(
            "callSiteIgnore",
            "DB_CALL_SITE_IGNORE",
            "",
            ConfigValue.packages(),
            "packages or classes, separated by commas, that reports skip when they say where a connection was acquired"),
    POOL_NAME(
            "poolName",
            "",
            "",
            ConfigValue.name(),
            "tells two pools of one service apart; becomes the metric label `pool`"),
    REFUSE_DUPLICATES(
            "refuseDuplicates",
            "DB_REFUSE_DUPLICATES",
            "false",
            ConfigValue.flag(),
            "refuse a second open pool of the same service and pool name in one registry, instead of numbering it"),
    FLEET(
            "fleet",
            "DB_POOL_FLEET_FILE",
            "built in",
            ConfigValue.path("the path of a properties file"),
            "sizes of all services that share the server");

    private final String key;
    private final String environment;
    private final String defaultSpelling;
    private final ConfigValue value;
    private final String meaning;

    ConfigKey(String key, String environment, String defaultSpelling, ConfigValue value, String meaning) {
        this.key = key;
        this.environment = environment;
        this.defaultSpelling = defaultSpelling;
        this.value = value;
        this.meaning = meaning;
    }

    /** The name of setter and accessor. */
    public String key() {
        return key;
    }

    /** The environment variable; none for a key that only code sets. */
    Optional<String> environment() {
        return environment.isEmpty() ? Optional.empty() : Optional.of(environment);
    }

    /** Key and variable, for messages. */
    String named() {
        return key + (environment.isEmpty() ? "" : " (" + environment + ")");
    }

    ConfigValue value() {
        return value;
    }

    /** Whether the value must never be shown. */
    boolean secret() {
        return this == PASSWORD || this == INIT_SQL;
    }

    /** A value for people. */
    String shown(Object shown) {
        return secret() ? "***" : value.unit().equals(ConfigValue.CODE) ? "set in code" : ConfigValue.shown(shown);
    }

    /** The keys of which only one can hold; a value that is set in code takes the place of the others' from elsewhere. */
    Set<ConfigKey> alternatives() {
        return switch (this) {
            case DATABASE_URL, DATABASE_URL_FILE -> EnumSet.of(DATABASE_URL, DATABASE_URL_FILE);
            case PASSWORD, PASSWORD_FILE, CREDENTIALS -> EnumSet.of(PASSWORD, PASSWORD_FILE, CREDENTIALS);
            default -> EnumSet.of(this);
        };
    }

    /** What the key is for, without a full stop. */
    String meaning() {
        return meaning;
    }

    /** The default, typed; empty if there is none. */
    Optional<? extends Object> defaultValue() {
        return defaultSpelling.isEmpty() ? Optional.empty() : value.parser().apply(defaultSpelling);
    }

    /** The default for people. */
    String defaultText() {
        return switch (this) {
            case DATABASE_URL, DATABASE_URL_FILE -> "–";
            case USER, PASSWORD, PASSWORD_FILE, CREDENTIALS -> "in the URL";
            case REFUSE_HOPELESS -> "true with `adaptive`, else false";
            case TARGET_DELAY -> "measured";
            case ISOLATION -> "the server's";
            case MAX_CONNECTIONS, MIN_CONNECTIONS -> defaultSpelling + ", or the preset";
            default -> defaultSpelling.isEmpty() ? "none" : defaultSpelling + value.unit();
        };
    }

    /** Says what is wrong with a value, where it comes from and what would be right. */
    String problem(Object wrong, boolean fromEnvironment) {
        String where = environment()
                .map(variable -> fromEnvironment ? variable : key + "(…) or " + variable)
                .orElse(key + "(…)");
        return "%s (%s) is '%s': allowed is %s; correct it, or leave it out for the default (%s)"
                .formatted(
                        key,
                        where,
                        secret() ? "(not shown)" : value.shownIfWrong(wrong),
                        value.range().replace("`", ""),
                        defaultText());
    }
}
