package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.testkit.Logs;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an operator reads in the first minute: with what the pool opened, and which version it is. */
class PoolLinesTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private Logs logs;

    @BeforeEach
    void listen() {
        logs = Logs.capture();
    }

    @AfterEach
    void stopListening() {
        logs.close();
    }

    private List<String> news(String service) {
        return logs.of("dev.dbpool.DbPool").stream()
                .filter(line -> line.level().equals("INFO") && line.text().startsWith(service + ":"))
                .map(Logs.Line::text)
                .toList();
    }

    @Test
    void aPoolSaysWithWhatItOpensAndWhatItDidWhenItCloses() throws Exception {
        DbConfig config = DbConfig.forService("order-service", Map.of("DATABASE_URL", SERVER.url()));
        try (DbPool pool = DbPool.open(config, registry);
                Connection connection = pool.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }

        assertThat(news("order-service")).hasSize(2);
        assertThat(news("order-service").get(0))
                .contains("open, 10 connections at most, 2 ready", "acquireTimeout 10 s", "connectTimeout 5 s")
                .contains("idleTimeout 10 min", "maxLifetime 30 min", "keepalive 2 min", "admission fifo")
                .contains("postgresql://app:***@127.0.0.1:" + SERVER.port() + "/app", "sslmode prefer")
                .containsPattern("server: PostgreSQL \\d+[^,]*, which admits \\d+ connections of ordinary roles")
                .contains("max_connections", "reserved", "budget: no fleet lists this service")
                .doesNotContain(PostgresServer.PASSWORD);
        assertThat(news("order-service").get(1))
                .contains("closed after", "1 connections handed out, 0 failed, 0 refused");
    }

    @Test
    void aPoolThatTheFleetListsSaysItsShare() throws Exception {
        DbPool.open(DbConfig.forService("cdn-service", Map.of("DATABASE_URL", SERVER.url())), registry)
                .close();

        assertThat(news("cdn-service").get(0)).contains("budget: 2 for each of 1 instances planned, 75 of 75");
    }

    @Test
    void aPoolThatStartsLazilyNamesTheServerWithItsFirstSession() throws Exception {
        DbConfig config = DbConfig.builder("later")
                .databaseUrl(SERVER.url())
                .startLazily(true)
                .build();
        try (DbPool pool = DbPool.open(config, registry);
                Connection connection = pool.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
            await().untilAsserted(() -> assertThat(news("later"))
                    .anyMatch(line -> line.startsWith("later: the first session is with PostgreSQL ")));
            assertThat(news("later")).anyMatch(line -> line.contains("server: not asked yet"));
        }
    }

    /** It said the build's placeholder, because the resource was not filtered. */
    @Test
    void theVersionThatMetricsShowIsTheOneThatWasBuilt() throws Exception {
        String shown;
        try (DbPool pool = DbPool.open(
                DbConfig.builder("versioned").databaseUrl(SERVER.url()).build(), registry)) {
            assertThat(pool.health().status()).isEqualTo(Health.Status.UP);
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            ExpositionFormats.init().getPrometheusTextFormatWriter().write(text, registry.scrape());
            Matcher version = Pattern.compile("db_pool_info\\{.*version=\"([^\"]*)\"")
                    .matcher(text.toString(StandardCharsets.UTF_8));
            assertThat(version.find()).isTrue();
            shown = version.group(1);
        }
        Path module = Files.exists(Path.of("src", "main")) ? Path.of("pom.xml") : Path.of("db-pool", "pom.xml");

        assertThat(Files.readString(module)).contains("<version>" + shown + "</version>");
    }
}
