package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbpool.fleet.Fleet;
import dev.dbpool.testkit.Logs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DbConfigTest {
    private static final String URL = "postgres://app:secret@db.example:5432/orders";

    @TempDir
    Path directory;

    private static Map<String, String> environment(String... pairs) {
        Map<String, String> environment = new HashMap<>(Map.of("DATABASE_URL", URL));
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return environment;
    }

    private static DbConfigException refused(Runnable building) {
        return catchThrowableOfType(DbConfigException.class, building::run);
    }

    @Test
    void defaultsHoldWithoutAnyOverride() {
        assertDefaults(DbConfig.builder("orders").databaseUrl(URL).build());
    }

    @Test
    void environmentWithoutOverridesGivesTheDefaults() {
        assertDefaults(DbConfig.fromEnv("orders", environment()));
    }

    private static void assertDefaults(DbConfig config) {
        assertThat(config.service()).isEqualTo("orders");
        assertThat(config.maxConnections()).isEqualTo(20);
        assertThat(config.minConnections()).isEqualTo(5);
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofSeconds(600));
        assertThat(config.maxLifetime()).isEqualTo(Duration.ofSeconds(1800));
        assertThat(config.keepalive()).isEqualTo(Duration.ofSeconds(120));
        assertThat(config.connectParallelism()).isEqualTo(4);
        assertThat(config.testBeforeAcquire()).isEqualTo(TestBeforeAcquire.IDLE);
        assertThat(config.socketTimeout()).isEmpty();
        assertThat(config.startLazily()).isFalse();
        assertThat(config.resetOnReturn()).isFalse();
        assertThat(config.maxWaiters()).isEmpty();
        assertThat(config.leakThreshold()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.poolName()).isEmpty();
        assertThat(config.sslmode()).isEqualTo("prefer");
        assertThat(config.databaseUrl()).isEqualTo("postgresql://app:***@db.example:5432/orders");
        assertThat(config.settings().urlSource().current().password()).contains("secret");
    }

    @ParameterizedTest
    @CsvSource({
        "auth-service, 12, 4",
        "user-service, 12, 4",
        "content-service, 12, 4",
        "feed-service, 8, 3",
        "search-service, 8, 3",
        "media-service, 5, 2",
        "notification-service, 5, 2",
        "events-service, 5, 2",
        "video-service, 3, 1",
        "streaming-service, 3, 1",
        "cdn-service, 2, 1",
        "order-service, 10, 2",
    })
    void presetsFollowTheTrafficOfTheService(String service, int max, int min) {
        DbConfig config = DbConfig.forService(service, environment());

        assertThat(config.maxConnections()).isEqualTo(max);
        assertThat(config.minConnections()).isEqualTo(min);
    }

    @Test
    void presetHasTheDefaultConnectTimeoutUnlessTheEnvironmentSaysOtherwise() {
        assertThat(DbConfig.forService("auth-service", environment()).connectTimeout())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(DbConfig.forService("auth-service", environment("DB_CONNECT_TIMEOUT_SECS", "2.5"))
                        .connectTimeout())
                .isEqualTo(Duration.ofMillis(2500));
    }

    @Test
    void overrideInOneEnvironmentLeavesOthersAlone() {
        DbConfig overridden = DbConfig.forService("auth-service", environment("DB_MAX_CONNECTIONS", "7"));
        DbConfig other = DbConfig.forService("auth-service", environment());

        assertThat(overridden.maxConnections()).isEqualTo(7);
        assertThat(overridden.minConnections()).isEqualTo(4);
        assertThat(other.maxConnections()).isEqualTo(12);
    }

    @Test
    void everyVariableIsRead() {
        DbConfig config = DbConfig.fromEnv(
                "orders",
                environment(
                        "DB_MAX_CONNECTIONS", " 30 ",
                        "DB_MIN_CONNECTIONS", "0",
                        "DB_CONNECT_TIMEOUT_SECS", "1",
                        "DB_ACQUIRE_TIMEOUT_SECS", "0.05",
                        "DB_IDLE_TIMEOUT_SECS", "0",
                        "DB_MAX_LIFETIME_SECS", "30",
                        "DB_TEST_BEFORE_ACQUIRE", "True",
                        "DB_SOCKET_TIMEOUT_SECS", "90",
                        "DB_READ_ONLY", "true",
                        "DB_ISOLATION", "Repeatable Read",
                        "DB_DEFAULT_AUTO_COMMIT", "false",
                        "DB_INIT_SQL", " select 1 ",
                        "DB_START_LAZILY", "true",
                        "DB_RESET_ON_RETURN", "TRUE",
                        "DB_MAX_WAITERS", "100",
                        "DB_LEAK_THRESHOLD_SECS", "1.5",
                        "DB_RECLAIM_LEAKS", "true",
                        "DB_CALL_SITE_IGNORE", "com.acme.db , com.acme.Filter"));

        assertThat(config.maxConnections()).isEqualTo(30);
        assertThat(config.minConnections()).isZero();
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.acquireTimeout()).isEqualTo(Duration.ofMillis(50));
        assertThat(config.idleTimeout()).isZero();
        assertThat(config.maxLifetime()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.testBeforeAcquire()).isEqualTo(TestBeforeAcquire.ALWAYS);
        assertThat(config.socketTimeout()).contains(Duration.ofSeconds(90));
        assertThat(config.readOnly()).isTrue();
        assertThat(config.isolation()).contains(Isolation.REPEATABLE_READ);
        assertThat(config.defaultAutoCommit()).isFalse();
        assertThat(config.startLazily()).isTrue();
        assertThat(config.resetOnReturn()).isTrue();
        assertThat(config.reclaimLeaks()).isTrue();
        assertThat(config.callSiteIgnore()).containsExactly("com.acme.db", "com.acme.Filter");
        assertThat(config.maxWaiters()).hasValue(100);
        assertThat(config.leakThreshold()).isEqualTo(Duration.ofMillis(1500));
    }

    @Test
    void blankVariableCountsAsUnset() {
        assertDefaults(DbConfig.fromEnv("orders", environment("DB_MAX_CONNECTIONS", "  ", "DATABASE_URL_FILE", "")));
    }

    @ParameterizedTest
    @CsvSource({
        "DB_MAX_CONNECTIONS, 12ms, maxConnections",
        "DB_MAX_CONNECTIONS, 0, maxConnections",
        "DB_MAX_CONNECTIONS, 10001, maxConnections",
        "DB_MAX_CONNECTIONS, 999999999, maxConnections",
        "DB_MAX_CONNECTIONS, 5.5, maxConnections",
        "DB_MIN_CONNECTIONS, -1, minConnections",
        "DB_MIN_CONNECTIONS, 21, minConnections",
        "DB_CONNECT_TIMEOUT_SECS, 0, connectTimeout",
        "DB_CONNECT_TIMEOUT_SECS, 301, connectTimeout",
        "DB_CONNECT_TIMEOUT_SECS, 5s, connectTimeout",
        "DB_ACQUIRE_TIMEOUT_SECS, 0.04, acquireTimeout",
        "DB_ACQUIRE_TIMEOUT_SECS, 600.1, acquireTimeout",
        "DB_ACQUIRE_TIMEOUT_SECS, -1, acquireTimeout",
        "DB_IDLE_TIMEOUT_SECS, 9, idleTimeout",
        "DB_IDLE_TIMEOUT_SECS, 999999999, idleTimeout",
        "DB_MAX_LIFETIME_SECS, 29, maxLifetime",
        "DB_KEEPALIVE_SECS, 4, keepalive",
        "DB_CONNECT_PARALLELISM, 0, connectParallelism",
        "DB_CONNECT_PARALLELISM, 33, connectParallelism",
        "DB_TEST_BEFORE_ACQUIRE, alwayz, testBeforeAcquire",
        "DB_SOCKET_TIMEOUT_SECS, 0, socketTimeout",
        "DB_START_LAZILY, yes, startLazily",
        "DB_RESET_ON_RETURN, 1, resetOnReturn",
        "DB_CLOSE_GRACE_SECS, 601, closeGrace",
        "DB_READ_ONLY, 1, readOnly",
        "DB_ISOLATION, serialisable, isolation",
        "DB_DEFAULT_AUTO_COMMIT, off, defaultAutoCommit",
        "DB_MAX_WAITERS, 0, maxWaiters",
        "DB_MAX_WAITERS, 1000001, maxWaiters",
        "DB_ADMISSION, lifo, admission",
        "DB_REFUSE_HOPELESS, yes, refuseHopeless",
        "DB_LEAK_THRESHOLD_SECS, 0.9, leakThreshold",
    })
    void wrongValueIsAnErrorThatSaysWhichAndWhatIsAllowed(String variable, String value, String key) {
        DbConfigException error = refused(() -> DbConfig.fromEnv("orders", environment(variable, value)));

        assertThat(error.problems()).singleElement().asString().contains(variable, key, value, "allowed is");
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        DbConfigException error = refused(() -> DbConfig.fromEnv(
                "no such service!",
                Map.of(
                        "DATABASE_URL", "postgres://u:hush@h:x/db?foo=1",
                        "DB_MAX_CONNECTIONS", "many",
                        "DB_ACQUIRE_TIMEOUT_SECS", "0",
                        "DB_POOL_FLEET_FILE", "missing.properties")));

        assertThat(error.problems()).hasSize(6);
        assertThat(error)
                .hasMessageContaining("service is")
                .hasMessageContaining("DB_MAX_CONNECTIONS")
                .hasMessageContaining("DB_ACQUIRE_TIMEOUT_SECS")
                .hasMessageContaining("port of host number 1")
                .hasMessageContaining("'foo'")
                .hasMessageContaining("DB_POOL_FLEET_FILE")
                .hasMessageNotContaining("hush");
    }

    @Test
    void theEnvironmentSetsTheKindOfAdmission() {
        DbConfig config = DbConfig.fromEnv(
                "orders",
                Map.of(
                        "DATABASE_URL", URL,
                        "DB_ADMISSION", "Adaptive",
                        "DB_TARGET_DELAY_SECS", "0.02",
                        "DB_REFUSE_HOPELESS", "false"));
        assertThat(config.admission()).isEqualTo(AdmissionPolicy.ADAPTIVE);
        assertThat(config.targetDelay()).contains(Duration.ofMillis(20));
        assertThat(config.refuseHopeless()).isFalse();
    }

    @Test
    void aTargetThatMakesNoSenseIsAnError() {
        assertThat(refused(() -> DbConfig.fromEnv("orders", environment("DB_TARGET_DELAY_SECS", "0.02"))))
                .hasMessageContaining("targetDelay")
                .hasMessageContaining("admission (DB_ADMISSION) is fifo");
        DbConfigException both = refused(() -> DbConfig.builder("orders")
                .databaseUrl(URL)
                .targetDelay(Duration.ofMillis(501))
                .acquireTimeout(Duration.ofSeconds(1))
                .build());
        assertThat(both.problems())
                .hasSize(2)
                .anySatisfy(problem -> assertThat(problem).contains("fifo"))
                .anySatisfy(problem -> assertThat(problem).contains("above half of acquireTimeout"));
        assertThat(refused(() -> DbConfig.builder("orders")
                        .databaseUrl(URL)
                        .admission(AdmissionPolicy.ADAPTIVE)
                        .targetDelay(Duration.ofSeconds(-1))
                        .build()))
                .hasMessageContaining("targetDelay");
    }

    @Test
    void halfOfTheTimeoutIsATargetThatMakesSense() {
        DbConfig config = DbConfig.builder("orders")
                .databaseUrl(URL)
                .admission(AdmissionPolicy.ADAPTIVE)
                .targetDelay(Duration.ofMillis(500))
                .acquireTimeout(Duration.ofSeconds(1))
                .build();
        assertThat(config.targetDelay()).contains(Duration.ofMillis(500));
    }

    @Test
    void aQueueTooShortForAdmissionToAdaptIsAnError() {
        DbConfig.Builder builder =
                DbConfig.builder("orders").databaseUrl(URL).maxConnections(10).maxWaiters(99);
        assertThat(builder.build().maxWaiters()).hasValue(99);
        assertThat(refused(() -> builder.admission(AdmissionPolicy.ADAPTIVE).build()))
                .hasMessageContaining("maxWaiters (DB_MAX_WAITERS) is '99', too few")
                .hasMessageContaining("allowed is 100 or more");
        assertThat(builder.maxWaiters(100).build().maxWaiters()).hasValue(100);
        assertThat(refused(() -> builder.maxConnections(1)
                        .minConnections(1)
                        .maxWaiters(39)
                        .build()))
                .hasMessageContaining("allowed is 40 or more");
    }

    @Test
    void hopelessCallersAreRefusedOnlyWhereAdmissionIsAdaptive() {
        DbConfig.Builder builder = DbConfig.builder("orders").databaseUrl(URL);
        assertThat(builder.build().admission()).isEqualTo(AdmissionPolicy.FIFO);
        assertThat(builder.build().refuseHopeless()).isFalse();
        assertThat(builder.refuseHopeless(true).build().refuseHopeless()).isTrue();
        assertThat(DbConfig.builder("orders")
                        .databaseUrl(URL)
                        .admission(AdmissionPolicy.ADAPTIVE)
                        .build()
                        .refuseHopeless())
                .isTrue();
    }

    @Test
    void missingUrlIsAnError() {
        assertThat(refused(() -> DbConfig.fromEnv("orders", Map.of()))).hasMessageContaining("DATABASE_URL");
    }

    @Test
    void urlAndFileTogetherAreAnError() throws Exception {
        Path file = Files.writeString(directory.resolve("url"), URL);

        assertThat(refused(() -> DbConfig.fromEnv("orders", environment("DATABASE_URL_FILE", file.toString()))))
                .hasMessageContaining("both set");
    }

    @Test
    void urlIsReadFromAFileAndAgainWhenItChanges() throws Exception {
        Path file = Files.writeString(directory.resolve("url"), URL + "\n");
        DbConfig config = DbConfig.fromEnv("orders", Map.of("DATABASE_URL_FILE", file.toString()));
        Files.writeString(file, "postgres://app:rotated@db.example/orders");

        config.settings().urlSource().refresh(Duration.ofSeconds(10));
        assertThat(config.settings().urlSource().current().password()).contains("rotated");
        assertThat(config.toBuilder().maxConnections(9).build().settings().urlSource())
                .isSameAs(config.settings().urlSource());
    }

    @Test
    void unreadableFileIsAnErrorFromTheStart() {
        assertThat(refused(() -> DbConfig.builder("orders")
                        .databaseUrlFile(directory.resolve("missing"))
                        .build()))
                .hasMessageContaining("DATABASE_URL_FILE")
                .hasMessageContaining("NoSuchFile");
    }

    @Test
    void maximumBelowThePresetsMinimumTakesTheMinimumDown() {
        DbConfig config = DbConfig.forService("auth-service", environment("DB_MAX_CONNECTIONS", "3"));

        assertThat(config.maxConnections()).isEqualTo(3);
        assertThat(config.minConnections()).isEqualTo(3);
        assertThat(DbConfig.fromEnv("orders", environment("DB_MAX_CONNECTIONS", "2"))
                        .minConnections())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "1"})
    void minimumThatWasAskedForIsNeverLowered(String max) {
        assertThat(refused(() -> DbConfig.forService(
                        "auth-service", environment("DB_MAX_CONNECTIONS", max, "DB_MIN_CONNECTIONS", "4"))))
                .hasMessageContaining("DB_MIN_CONNECTIONS")
                .hasMessageContaining("DB_MAX_CONNECTIONS");
    }

    @Test
    void minimumAboveThePresetsMaximumIsAnError() {
        assertThat(refused(() -> DbConfig.forService("cdn-service", environment("DB_MIN_CONNECTIONS", "5"))))
                .hasMessageContaining("above maxConnections");
    }

    @Test
    void urlsConnectTimeoutGivesWayToTheKey() {
        DbConfig config = DbConfig.builder("orders")
                .databaseUrl(URL + "?connect_timeout=7")
                .build();

        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.toBuilder()
                        .connectTimeout(Duration.ofSeconds(3))
                        .build()
                        .connectTimeout())
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void fleetFileReplacesThePresets() throws Exception {
        Path file = Files.writeString(directory.resolve("fleet"), "service.orders.max=6\nservice.orders.min=3\n");
        DbConfig config = DbConfig.forService("orders", environment("DB_POOL_FLEET_FILE", file.toString()));

        assertThat(config.maxConnections()).isEqualTo(6);
        assertThat(config.minConnections()).isEqualTo(3);
        assertThat(config.fleet().services()).containsOnlyKeys("orders");
        assertThat(DbConfig.forService("auth-service", environment("DB_POOL_FLEET_FILE", file.toString()))
                        .maxConnections())
                .as("a service that the file does not list")
                .isEqualTo(10);
    }

    @Test
    void builderSetsEverythingAndGivesItBack() {
        DbConfig config = DbConfig.builder("orders")
                .databaseUrl(URL)
                .initSql("select 'hush'")
                .onConnect(connection -> {})
                .readOnly(true)
                .isolation(Isolation.SERIALIZABLE)
                .defaultAutoCommit(false)
                .maxConnections(4)
                .minConnections(1)
                .connectTimeout(Duration.ofSeconds(2))
                .acquireTimeout(Duration.ofMillis(250))
                .idleTimeout(Duration.ofSeconds(20))
                .maxLifetime(Duration.ZERO)
                .keepalive(Duration.ofSeconds(30))
                .failbackAfter(Duration.ofSeconds(9))
                .connectParallelism(2)
                .testBeforeAcquire(TestBeforeAcquire.ALWAYS)
                .socketTimeout(Duration.ofSeconds(3))
                .startLazily(true)
                .resetOnReturn(true)
                .closeGrace(Duration.ofSeconds(20))
                .maxWaiters(80)
                .admission(AdmissionPolicy.ADAPTIVE)
                .targetDelay(Duration.ofMillis(20))
                .refuseHopeless(false)
                .leakThreshold(Duration.ofSeconds(5))
                .reclaimLeaks(true)
                .callSiteIgnore(List.of("com.acme.db", "com.acme.Filter"))
                .poolName("reports")
                .refuseDuplicates(true)
                .fleet(Fleet.builtIn())
                .build();

        assertThat(config.toBuilder().build()).hasToString(config.toString());
        assertThat(config)
                .hasToString(
                        "DbConfig[service=orders, databaseUrl=postgresql://app:***@db.example:5432/orders,"
                                + " initSql=***, onConnect=set in code, readOnly=true, isolation=SERIALIZABLE,"
                                + " defaultAutoCommit=false, maxConnections=4, minConnections=1, connectTimeout=2 s, acquireTimeout=0.25 s,"
                                + " idleTimeout=20 s, maxLifetime=0 s, keepalive=30 s, failbackAfter=9 s, connectParallelism=2, testBeforeAcquire=ALWAYS, socketTimeout=3 s,"
                                + " startLazily=true, resetOnReturn=true, closeGrace=20 s, maxWaiters=80, admission=ADAPTIVE,"
                                + " targetDelay=0.02 s, refuseHopeless=false, leakThreshold=5 s,"
                                + " reclaimLeaks=true, callSiteIgnore=com.acme.db,com.acme.Filter, poolName=reports, refuseDuplicates=true]");
        assertThat(config.callSiteIgnore()).containsExactly("com.acme.db", "com.acme.Filter");
    }

    @Test
    void builderChecksRangesToo() {
        assertThat(refused(() -> DbConfig.builder("orders")
                                .databaseUrl(URL)
                                .maxConnections(0)
                                .acquireTimeout(Duration.ofMillis(49))
                                .poolName("a b")
                                .maxLifetime(Duration.ofSeconds(Long.MAX_VALUE))
                                .build())
                        .problems())
                .hasSize(4);
    }

    @Test
    void builtConfigurationDoesNotChangeWithItsBuilder() {
        DbConfig.Builder builder = DbConfig.builder("orders").databaseUrl(URL).maxConnections(4);
        DbConfig config = builder.build();
        builder.maxConnections(9);

        assertThat(config.maxConnections()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "naïve", "x\"y", "0123456789012345678901234567890123456789012345678"})
    void serviceNameMustFitALabel(String service) {
        assertThatThrownBy(() -> DbConfig.fromEnv(service, environment()))
                .isInstanceOf(DbConfigException.class)
                .hasMessageContaining("service is");
    }

    @ParameterizedTest
    @CsvSource({
        "postgres://db.example/x, true",
        "postgres://db.example/x?sslmode=require, true",
        "postgres://db.example/x?sslmode=verify-full, false",
        "postgres://localhost/x, false",
        "'postgres://127.0.0.1,[::1]/x', false",
        "'postgres://localhost,db.example/x', true",
    })
    void hostElsewhereWithoutVerificationIsWarnedOf(String url, boolean warned) {
        assertThat(DbConfig.builder("orders")
                        .databaseUrl(url)
                        .build()
                        .settings()
                        .tlsWarning()
                        .isPresent())
                .isEqualTo(warned);
    }

    @ParameterizedTest
    @CsvSource({
        "DB_MAX_CONECTIONS, DB_MAX_CONNECTIONS",
        "DB_ACQUIRE_TIMEOUT_MS, DB_ACQUIRE_TIMEOUT_SECS",
        "DB_ACQUIRE_TIMEOUT, DB_ACQUIRE_TIMEOUT_SECS",
        "db_max_connections, DB_MAX_CONNECTIONS",
        "DB_USERNAME, DB_USER",
        "DATABSE_URL, DATABASE_URL",
    })
    void aVariableThatSeemsMisspeltIsWarnedOf(String variable, String meant) {
        try (Logs logs = Logs.capture()) {
            DbConfig.fromEnv("orders", environment(variable, "s3cret-canary"));

            assertThat(logs.of("dev.dbpool.DbPool")).singleElement().satisfies(line -> {
                assertThat(line.level()).isEqualTo("WARN");
                assertThat(line.text())
                        .contains(variable, "did you mean " + meant)
                        .doesNotContain("canary");
            });
        }
    }

    @Test
    void otherProgramsVariablesAreNotWarnedOf() {
        try (Logs logs = Logs.capture()) {
            DbConfig.fromEnv("orders", environment("DB_HOST", "h", "DB_PORT", "1", "DB_NAME", "n", "DB_SSL", "x"));
            DbConfig.fromEnv("orders", environment("DB_\n[ERROR] forged", "x", "DATA_DIR", "/d", "DB_TYPE", "t"));

            assertThat(logs.of("dev.dbpool.DbPool")).isEmpty();
        }
    }

    @Test
    void aSecretInTheWrongVariableIsNotQuoted() {
        for (String secret :
                List.of("s3cret-Canary-1", "Canary", "5Canary", "99999999999", "C4n/ary/Canary", "fifoCanary")) {
            for (String variable : List.of(
                    "DB_MAX_CONNECTIONS",
                    "DB_MIN_CONNECTIONS",
                    "DB_CONNECT_TIMEOUT_SECS",
                    "DB_ACQUIRE_TIMEOUT_SECS",
                    "DB_IDLE_TIMEOUT_SECS",
                    "DB_MAX_LIFETIME_SECS",
                    "DB_KEEPALIVE_SECS",
                    "DB_CONNECT_PARALLELISM",
                    "DB_TEST_BEFORE_ACQUIRE",
                    "DB_SOCKET_TIMEOUT_SECS",
                    "DB_START_LAZILY",
                    "DB_RESET_ON_RETURN",
                    "DB_CLOSE_GRACE_SECS",
                    "DB_MAX_WAITERS",
                    "DB_ADMISSION",
                    "DB_TARGET_DELAY_SECS",
                    "DB_REFUSE_HOPELESS",
                    "DB_LEAK_THRESHOLD_SECS",
                    "DB_RECLAIM_LEAKS",
                    "DB_REFUSE_DUPLICATES",
                    "DB_PASSWORD_FILE",
                    "DB_POOL_FLEET_FILE")) {
                DbConfigException error = refused(() -> DbConfig.fromEnv("orders", environment(variable, secret)));

                assertThat(error).as(variable).hasMessageContaining(variable).hasMessageContaining("not shown");
                assertThat(error.getMessage())
                        .as(variable)
                        .doesNotContain(secret)
                        .doesNotContain("Canary");
            }
        }
    }
}
