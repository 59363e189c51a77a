package dev.dbpool.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.Isolation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

class DbPoolAutoConfigurationTest {
    private final ApplicationContextRunner bare = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(DbPoolAutoConfiguration.class, DataSourceAutoConfiguration.class))
            .withInitializer(context -> context.getEnvironment()
                    .getPropertySources()
                    .replace(
                            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                            new SystemEnvironmentPropertySource(
                                    StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, Map.of())));
    private final ApplicationContextRunner shop = bare.withPropertyValues(
            "spring.application.name=shop",
            "spring.datasource.url=" + TestServer.url(),
            "spring.datasource.username=postgres");

    private static ApplicationContextRunner withEnvironment(
            ApplicationContextRunner runner, Map<String, Object> variables) {
        return runner.withInitializer(context -> context.getEnvironment()
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables)));
    }

    /** What the application prints in place of a stack trace. */
    private static FailureAnalysis analysis(Throwable failure) {
        FailureAnalysis analysis = new PoolSettingsFailureAnalyzer().analyze(failure);
        return analysis == null ? new ConnectFailureAnalyzer().analyze(failure) : analysis;
    }

    @Test
    void theDataSourceIsThePoolWithNothingButWhatBootNeeded() {
        shop.run(context -> {
            assertThat(context).hasSingleBean(DataSource.class).hasSingleBean(DbPool.class);
            DbConfig config = context.getBean(DbPool.class).config();
            assertThat(config.service()).isEqualTo("shop");
            assertThat(config.maxConnections()).isEqualTo(10);
            assertThat(config.closeGrace()).isEqualTo(Duration.ofSeconds(30));
            try (Connection connection = context.getBean(DataSource.class).getConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
        });
    }

    @Test
    void oneLineGoesBackToBootsPool() {
        shop.withPropertyValues("dbpool.enabled=false")
                .run(context -> assertThat(context).getBean(DataSource.class).isInstanceOf(HikariDataSource.class));
    }

    @Test
    void anApplicationsOwnDataSourceStays() {
        shop.withUserConfiguration(OwnDataSource.class)
                .run(context -> assertThat(context).doesNotHaveBean(DbPool.class));
    }

    @Configuration
    static class OwnDataSource {
        @Bean
        DataSource own() {
            return new HikariDataSource();
        }
    }

    @Test
    void anotherDatabaseIsLeftToBoot() {
        bare.withPropertyValues("spring.datasource.url=jdbc:h2:mem:shop")
                .run(context -> assertThat(context).getBean(DataSource.class).isInstanceOf(HikariDataSource.class));
    }

    @Test
    void anEmbeddedDatabaseIsLeftToBootIfNoUrlIsSet() {
        bare.run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(DbPool.class));
    }

    @Test
    void anotherPoolThatWasAskedForIsLeftToBoot() {
        shop.withPropertyValues("spring.datasource.type=org.h2.jdbcx.JdbcDataSource")
                .run(context -> assertThat(context).doesNotHaveBean(DbPool.class));
    }

    @Test
    void hikariAsTheTypeIsTheDefaultWrittenOut() {
        shop.withPropertyValues("spring.datasource.type=com.zaxxer.hikari.HikariDataSource")
                .run(context -> assertThat(context).hasSingleBean(DbPool.class));
    }

    @Test
    void connectionDetailsWinOverPropertiesAlsoWithTheParameterOfContainers() {
        shop.withPropertyValues("spring.datasource.url=jdbc:postgresql://nowhere.invalid/app")
                .withBean(JdbcConnectionDetails.class, () -> details(TestServer.url() + "?loggerLevel=OFF"))
                .run(context -> assertThat(
                                context.getBean(DbPool.class).config().databaseUrl())
                        .contains("localhost")
                        .doesNotContain("nowhere"));
    }

    private static JdbcConnectionDetails details(String url) {
        return new JdbcConnectionDetails() {
            @Override
            public String getUsername() {
                return "postgres";
            }

            @Override
            public String getPassword() {
                return "";
            }

            @Override
            public String getJdbcUrl() {
                return url;
            }
        };
    }

    @Test
    void theEnvironmentIsTheLastResortForTheUrlAndSetsSizes() {
        withEnvironment(
                        bare,
                        Map.of(
                                "DATABASE_URL",
                                TestServer.url().substring("jdbc:".length()) + "?user=postgres",
                                "DB_MAX_CONNECTIONS",
                                "7"))
                .withPropertyValues("dbpool.service=shop")
                .run(context -> assertThat(
                                context.getBean(DbPool.class).config().maxConnections())
                        .isEqualTo(7));
    }

    @Test
    void aUrlOfTheEnvironmentDoesNotMixWithSpringsConnection() {
        withEnvironment(shop, Map.of("DATABASE_URL", "postgres://x:y@nowhere.invalid/z", "DB_PASSWORD", "of another"))
                .run(context -> assertThat(
                                context.getBean(DbPool.class).config().databaseUrl())
                        .contains("localhost"));
    }

    @Test
    void settingsWinInTheirOrder() {
        withEnvironment(shop, Map.of("DB_MAX_CONNECTIONS", "3", "DB_ACQUIRE_TIMEOUT_SECS", "3"))
                .withPropertyValues(
                        "spring.datasource.hikari.maximum-pool-size=4",
                        "spring.datasource.hikari.connection-timeout=4000",
                        "dbpool.max-connections=5")
                .withBean(DbPoolConfigCustomizer.class, () -> builder -> builder.keepalive(Duration.ofSeconds(9)))
                .run(context -> {
                    DbConfig config = context.getBean(DbPool.class).config();
                    assertThat(config.maxConnections()).isEqualTo(5);
                    assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(4));
                    assertThat(config.keepalive()).isEqualTo(Duration.ofSeconds(9));
                });
    }

    @Test
    void hikariCpsSettingsAreTranslated() {
        shop.withPropertyValues(
                        "spring.datasource.hikari.maximum-pool-size=8",
                        "spring.datasource.hikari.minimumIdle=2",
                        "spring.datasource.hikari.connection-timeout=2000",
                        "spring.datasource.hikari.idle-timeout=60000",
                        "spring.datasource.hikari.max-lifetime=120000",
                        "spring.datasource.hikari.keepalive-time=30000",
                        "spring.datasource.hikari.leak-detection-threshold=5000",
                        "spring.datasource.hikari.auto-commit=false",
                        "spring.datasource.hikari.transaction-isolation=TRANSACTION_REPEATABLE_READ",
                        "spring.datasource.hikari.connection-init-sql=set statement_timeout = 4000",
                        "spring.datasource.hikari.schema=public",
                        "spring.datasource.hikari.pool-name=orders",
                        "spring.datasource.hikari.connection-test-query=select 1",
                        "spring.datasource.hikari.driver-class-name=org.postgresql.Driver",
                        "spring.datasource.hikari.data-source-properties.reWriteBatchedInserts=true")
                .run(context -> {
                    DbConfig config = context.getBean(DbPool.class).config();
                    assertThat(config.maxConnections()).isEqualTo(8);
                    assertThat(config.minConnections()).isEqualTo(2);
                    assertThat(config.acquireTimeout()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(config.idleTimeout()).isEqualTo(Duration.ofMinutes(1));
                    assertThat(config.maxLifetime()).isEqualTo(Duration.ofMinutes(2));
                    assertThat(config.keepalive()).isEqualTo(Duration.ofSeconds(30));
                    assertThat(config.leakThreshold()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(config.defaultAutoCommit()).isFalse();
                    assertThat(config.isolation()).contains(Isolation.REPEATABLE_READ);
                    assertThat(config.databaseUrl()).contains("currentSchema=public", "reWriteBatchedInserts=true");
                    try (var connection = context.getBean(DbPool.class).getConnection();
                            var rows = connection.createStatement().executeQuery("show statement_timeout")) {
                        rows.next();
                        assertThat(rows.getString(1)).isEqualTo("4s");
                    }
                });
    }

    @Test
    void aSettingOfHikariCpWithoutCounterpartIsNamed() {
        shop.withPropertyValues("spring.datasource.hikari.catalog=x", "spring.datasource.hikari.maximum-pool-size=many")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("spring.datasource.hikari.catalog: there is no counterpart")
                        .contains("spring.datasource.hikari.maximum-pool-size: 'many'"));
    }

    @Test
    void hikariCpsSettingsCanBeRefusedOrIgnored() {
        ApplicationContextRunner sized = shop.withPropertyValues(
                "spring.datasource.hikari.maximum-pool-size=8", "spring.datasource.hikari.catalog=x");
        sized.withPropertyValues("dbpool.hikari-properties=fail")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("spring.datasource.hikari.maximum-pool-size: dbpool.hikari-properties is fail"));
        sized.withPropertyValues("dbpool.hikari-properties=ignore")
                .run(context -> assertThat(
                                context.getBean(DbPool.class).config().maxConnections())
                        .isEqualTo(10));
    }

    @Test
    void aWrongValueIsReportedWithThePropertyThatWasWritten() {
        shop.withPropertyValues("dbpool.max-connections=0", "spring.datasource.hikari.idle-timeout=5")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("dbpool.max-connections: maxConnections")
                        .contains("spring.datasource.hikari.idle-timeout: idleTimeout"));
    }

    @Test
    void aMisspeltPropertyIsAnError() {
        shop.withPropertyValues("dbpool.max-conections=5")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageContaining("dbpool.max-conections"));
    }

    @Test
    void aMissingUrlIsReportedWithTheProperty() {
        bare.withClassLoader(new FilteredClassLoader("org.h2"))
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("spring.datasource.url: it is not set"));
    }

    @Test
    void aWrongUrlIsReportedWithTheProperty() {
        shop.withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:99999/app")
                .run(context -> assertThat(analysis(context.getStartupFailure()).getDescription())
                        .contains("spring.datasource.url: databaseUrl"));
    }

    @Test
    void aServerThatIsNotThereIsReportedWithoutAStackTrace() {
        shop.withPropertyValues("spring.datasource.url=jdbc:postgresql://localhost:1/app")
                .run(context -> {
                    FailureAnalysis analysis = analysis(context.getStartupFailure());
                    assertThat(analysis.getDescription()).contains("localhost:1");
                    assertThat(analysis.getAction()).contains("spring.datasource.url");
                });
    }

    @Test
    void lazyFetchingTakesAConnectionAtTheFirstStatement() {
        shop.withPropertyValues("spring.datasource.connection-fetch=lazy").run(context -> {
            DataSource dataSource = context.getBean(DataSource.class);
            DbPool pool = context.getBean(DbPool.class);
            assertThat(dataSource).isInstanceOf(LazyConnectionDataSourceProxy.class);
            try (Connection connection = dataSource.getConnection()) {
                assertThat(pool.stats().active()).isZero();
                connection.createStatement().execute("select 1");
                assertThat(pool.stats().active()).isEqualTo(1);
            }
        });
    }

    @Test
    void aServiceNameIsMadeOfTheApplicationsAndThereIsAlwaysOne() {
        shop.withPropertyValues("spring.application.name=Order Service (EU)")
                .run(context -> assertThat(
                                context.getBean(DbPool.class).config().service())
                        .isEqualTo("Order-Service-EU-"));
        bare.withPropertyValues("spring.datasource.url=" + TestServer.url(), "spring.datasource.username=postgres")
                .run(context -> assertThat(
                                context.getBean(DbPool.class).config().service())
                        .isEqualTo("application"));
    }

    @Test
    void shutdownWaitsAsLongAsTheLifecycleSays() {
        shop.withPropertyValues("spring.lifecycle.timeout-per-shutdown-phase=7s")
                .run(context -> assertThat(
                                context.getBean(DbPool.class).config().closeGrace())
                        .isEqualTo(Duration.ofSeconds(7)));
    }

    @Test
    void contextsBesideEachOtherAndOneAfterTheOtherDoNotCollide() {
        shop.run(first -> shop.run(second -> {
            assertThat(first).hasNotFailed();
            assertThat(second).hasNotFailed();
        }));
        shop.run(again -> assertThat(again).hasNotFailed());
    }

    @Test
    void theEndpointsOneActionReplacesTheConnections() {
        shop.withPropertyValues("dbpool.max-connections=1").run(context -> {
            DbPool pool = context.getBean(DbPool.class);
            DbPoolEndpoint endpoint = new DbPoolEndpoint(context);
            int before = backend(pool);
            assertThat(endpoint.act("shop", "resize").getStatus()).isEqualTo(400);
            assertThat(endpoint.act("other", "evict").getStatus()).isEqualTo(404);
            assertThat(backend(pool)).isEqualTo(before);
            assertThat(endpoint.act("dataSource", "evict").getStatus()).isEqualTo(200);
            assertThat(backend(pool)).isNotEqualTo(before);
        });
    }

    private static int backend(DbPool pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                ResultSet row = connection.createStatement().executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }
}
