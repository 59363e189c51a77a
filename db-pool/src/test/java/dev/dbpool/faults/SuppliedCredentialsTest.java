package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbpool.ConnectFailedException;
import dev.dbpool.ConnectFailure;
import dev.dbpool.Credentials;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.testkit.Logs;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** HikariCP#899, OpenMetadata#28809: tokens instead of passwords, which are valid for a login within 15 minutes. */
class SuppliedCredentialsTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final String URL = "postgresql://127.0.0.1:" + SERVER.port() + "/" + PostgresServer.DATABASE;

    private final Queue<String> askedOn = new ConcurrentLinkedQueue<>();
    private volatile String token = "token-1-canary";

    @BeforeEach
    void makeRole() throws Exception {
        SERVER.sessions().execute("drop role if exists tokens");
        SERVER.sessions().createRole("tokens", token, -1);
    }

    private Credentials ask() {
        askedOn.add(Thread.currentThread().getName());
        return new Credentials("tokens", token);
    }

    private void rotate(String next) throws Exception {
        SERVER.sessions().setPassword("tokens", next);
        token = next;
    }

    private static ConnectFailedException refused(Supplier<Credentials> supplier) {
        DbConfig config = DbConfig.builder("tokens")
                .databaseUrl(URL)
                .credentials(supplier)
                .connectTimeout(Duration.ofSeconds(1))
                .build();
        return catchThrowableOfType(
                ConnectFailedException.class,
                () -> DbPool.open(config, new PrometheusRegistry()).close());
    }

    @Test
    void eachPhysicalConnectionIsOpenedWithATokenOfItsOwn() throws Exception {
        try (Logs logs = Logs.capture();
                PoolUnderTest under =
                        PoolUnderTest.with(builder -> builder.databaseUrl(URL).credentials(this::ask))) {
            under.fill();
            rotate("token-2-canary");
            under.pool.evictAll();
            under.fill();

            assertThat(askedOn)
                    .hasSizeGreaterThanOrEqualTo(8)
                    .allMatch(thread -> thread.startsWith("db-pool-" + under.service));
            assertThat(SERVER.log().count("password authentication failed for user \"tokens\""))
                    .isZero();
            assertThat(under.pool.explain().toString()).doesNotContain("canary");
            assertThat(under.pool.config().toString())
                    .contains("credentials=set in code")
                    .doesNotContain("canary");
            assertThat(logs.of("dev.dbpool")).noneMatch(line -> line.text().contains("canary"));
            under.settles(SERVER);
        }
    }

    @Test
    void theUserOfTheTokenIsNamedWhenItIsRejected() {
        assertThatThrownBy(() -> DbPool.open(
                        DbConfig.builder("tokens")
                                .databaseUrl(URL)
                                .credentials(() -> new Credentials("tokens", "expired-canary"))
                                .build(),
                        new PrometheusRegistry()))
                .hasMessageContaining("/app as tokens gives no session (auth")
                .hasMessageNotContaining("canary");
    }

    @Test
    void codeThatThrowsIsANamedReason() {
        ConnectFailedException failure = refused(() -> {
            throw new IllegalStateException("no token: canary");
        });

        assertThat(failure.reason()).isEqualTo(ConnectFailure.CREDENTIALS);
        assertThat((Throwable) failure)
                .hasMessageContaining("credentials(…) threw java.lang.IllegalStateException")
                .hasMessageNotContaining("canary")
                .hasRootCauseMessage("no token: canary");
    }

    @Test
    void codeThatGivesNothingIsANamedReason() {
        ConnectFailedException failure = refused(() -> null);

        assertThat(failure.reason()).isEqualTo(ConnectFailure.CREDENTIALS);
        assertThat((Throwable) failure).hasMessageContaining("credentials(…) gave null");
    }

    @Test
    void codeThatHangsDelaysOneAttemptByTheConnectTimeout() throws Exception {
        CountDownLatch released = new CountDownLatch(1);
        long start = System.nanoTime();
        ConnectFailedException failure = refused(() -> {
            try {
                released.await();
            } catch (InterruptedException notInterrupted) {
                Thread.currentThread().interrupt();
            }
            return ask();
        });
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        released.countDown();

        assertThat(failure.reason()).isEqualTo(ConnectFailure.CREDENTIALS);
        assertThat((Throwable) failure).hasMessageContaining("credentials(…) has not ended in time");
        assertThat(took).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void aPoolRecoversWhenTheCodeDoes() throws Exception {
        token = "";
        try (PoolUnderTest under = PoolUnderTest.with(builder -> builder.databaseUrl(URL)
                .startLazily(true)
                .credentials(() -> {
                    if (token.isEmpty()) {
                        throw new IllegalStateException("the token service is away");
                    }
                    return ask();
                }))) {
            assertThatThrownBy(under.pool::getConnection).isInstanceOf(ConnectFailedException.class);
            assertThat(under.counter("db_pool_connect_failures")).isNotNegative();
            token = "token-1-canary";
            under.recovers(SERVER);
        }
    }

    @Test
    void theLastTokenIsThePoolsOwn() throws Exception {
        try (PoolUnderTest under =
                PoolUnderTest.with(builder -> builder.databaseUrl(URL).credentials(this::ask))) {
            try (Connection own = under.pool.getConnection("tokens", token)) {
                assertThat(own.isValid(1)).isTrue();
            }
            assertThatThrownBy(() -> under.pool.getConnection("tokens", "another"))
                    .isInstanceOf(SQLFeatureNotSupportedException.class)
                    .hasMessageNotContaining("canary");
        }
    }
}
