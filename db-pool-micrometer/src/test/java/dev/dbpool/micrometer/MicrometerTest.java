package dev.dbpool.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.metrics.PoolMetric;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MicrometerTest {
    private static final Pattern NAME = Pattern.compile("(?m)^([a-z_]+)(?=[{ ])");

    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private static DbPool open() throws SQLException {
        return DbPool.open(
                DbConfig.builder("shop")
                        .databaseUrl("postgresql://postgres@localhost:" + server.getPort() + "/postgres")
                        .maxConnections(3)
                        .minConnections(1)
                        .acquireTimeout(Duration.ofMillis(50))
                        .build(),
                new PrometheusRegistry());
    }

    @Test
    void everyEntryOfTheCatalogueHasItsMeterAndPrometheusSpellsItAsTheCatalogueDoes() throws SQLException {
        try (DbPool pool = open()) {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            new DbPoolMetrics(pool).bindTo(registry);
            Set<String> expected = Arrays.stream(PoolMetric.values())
                    .map(PoolMetric::fullName)
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> shown = NAME.matcher(registry.scrape())
                    .results()
                    .map(found -> found.group(1).replaceAll("(_duration_seconds)_(count|sum)$", "$1"))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(shown).isEqualTo(expected);
        }
    }

    @Test
    void metersFollowThePool() throws SQLException {
        try (DbPool pool = open()) {
            MeterRegistry registry = new SimpleMeterRegistry();
            new DbPoolMetrics(pool, Tags.of("region", "north")).bindTo(registry);
            try (Connection first = pool.getConnection();
                    Connection second = pool.getConnection();
                    Connection third = pool.getConnection()) {
                assertThat(connections(registry, "active")).isEqualTo(3);
                assertThat(connections(registry, "idle")).isZero();
                assertThat(connections(registry, "max")).isEqualTo(3);
                assertThatThrownBy(pool::getConnection).isInstanceOf(AcquireTimeoutException.class);
            }
            assertThat(connections(registry, "active")).isZero();
            assertThat(registry.get("db.pool.connection.errors")
                            .tags("error_type", "timeout")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
            assertThat(registry.get("db.pool.acquire.duration").functionTimer().count())
                    .isEqualTo(4);
            assertThat(registry.get("db.pool.acquire.duration").functionTimer().totalTime(TimeUnit.MILLISECONDS))
                    .isBetween(50.0, 60_000.0);
            assertThat(registry.get("db.pool.busy.connection").functionCounter().count())
                    .isPositive();
            assertThat(registry.get("db.pool.info")
                            .tag("service", "shop")
                            .tag("region", "north")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    private static double connections(MeterRegistry registry, String state) {
        return registry.get("db.pool.connections").tag("state", state).gauge().value();
    }

    @Test
    void metersOfAClosedBinderAreGone() throws SQLException {
        try (DbPool pool = open()) {
            MeterRegistry registry = new SimpleMeterRegistry();
            DbPoolMetrics metrics = new DbPoolMetrics(pool);
            HikariCpMetrics hikariCp = new HikariCpMetrics(pool, "HikariPool-1");
            metrics.bindTo(registry);
            hikariCp.bindTo(registry);
            assertThat(registry.getMeters()).hasSizeGreaterThan(50);
            metrics.close();
            hikariCp.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    @Test
    void everySeriesOfHikariCpIsThereUnderItsNameAndTag() throws SQLException {
        try (DbPool pool = open()) {
            PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            new HikariCpMetrics(pool, "HikariPool-1").bindTo(registry);
            try (Connection held = pool.getConnection()) {
                assertThat(held.isValid(1)).isTrue();
            }
            String page = registry.scrape();
            assertThat(NAME.matcher(page).results().map(found -> found.group(1)).distinct())
                    .containsExactlyInAnyOrder(
                            "hikaricp_connections",
                            "hikaricp_connections_active",
                            "hikaricp_connections_idle",
                            "hikaricp_connections_max",
                            "hikaricp_connections_min",
                            "hikaricp_connections_pending",
                            "hikaricp_connections_timeout_total",
                            "hikaricp_connections_acquire_seconds_count",
                            "hikaricp_connections_acquire_seconds_sum",
                            "hikaricp_connections_acquire_seconds_max",
                            "hikaricp_connections_usage_seconds_count",
                            "hikaricp_connections_usage_seconds_sum",
                            "hikaricp_connections_usage_seconds_max",
                            "hikaricp_connections_creation_seconds_count",
                            "hikaricp_connections_creation_seconds_sum",
                            "hikaricp_connections_creation_seconds_max");
            assertThat(page.lines().filter(line -> line.startsWith("hikaricp")))
                    .allMatch(line -> line.contains("{pool=\"HikariPool-1\"}"));
            assertThat(page)
                    .contains("hikaricp_connections_max{pool=\"HikariPool-1\"} 3.0")
                    .contains("hikaricp_connections_min{pool=\"HikariPool-1\"} 1.0")
                    .contains("hikaricp_connections_usage_seconds_count{pool=\"HikariPool-1\"} 1");
        }
    }
}
