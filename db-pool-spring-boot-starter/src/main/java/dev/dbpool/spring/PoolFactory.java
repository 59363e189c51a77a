package dev.dbpool.spring;

import dev.dbpool.DbConfig;
import dev.dbpool.DbConfigException;
import dev.dbpool.DbPool;
import dev.dbpool.fleet.InvalidFleetException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.context.LifecycleProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Makes the configuration of the auto-configured pool, and opens it. What wins: customizers, {@code dbpool.*},
 * {@code spring.datasource.hikari.*}, the {@code DB_*} variables, the fleet's preset, the default.
 */
final class PoolFactory {
    private static final Logger LOG = LoggerFactory.getLogger(PoolFactory.class);
    private static final String NO_NAME = "application";
    private static final int LONGEST_NAME = 48;
    private static final Duration LONGEST_GRACE = Duration.ofMinutes(10);

    private final ConfigurableEnvironment environment;
    private final DbPoolProperties properties;
    private final DataSourceProperties spring;
    private final @Nullable JdbcConnectionDetails details;
    private final List<DbPoolConfigCustomizer> customizers;

    PoolFactory(
            ConfigurableEnvironment environment,
            DbPoolProperties properties,
            DataSourceProperties spring,
            ObjectProvider<JdbcConnectionDetails> details,
            ObjectProvider<DbPoolConfigCustomizer> customizers) {
        this.environment = environment;
        this.properties = properties;
        this.spring = spring;
        this.details = details.getIfAvailable();
        this.customizers = customizers.orderedStream().toList();
    }

    /** Without a registry in the application the pool has one of its own, so that nothing collides. */
    DbPool open(ObjectProvider<PrometheusRegistry> registry) throws SQLException {
        return DbPool.open(config(), registry.getIfAvailable(PrometheusRegistry::new));
    }

    DbConfig config() {
        Sources sources = new Sources();
        List<String> problems = new ArrayList<>();
        HikariProperties hikari = new HikariProperties(environment);
        Map<String, String> variables =
                ConnectionSource.variables(environment, properties, details, spring, hikari, sources);
        if (!variables.containsKey("DATABASE_URL") && !variables.containsKey("DATABASE_URL_FILE")) {
            problems.add("spring.datasource.url: it is not set, and neither is dbpool.database-url, the variable"
                    + " DATABASE_URL or a bean of JdbcConnectionDetails; set it to"
                    + " jdbc:postgresql://host:5432/database, with spring.datasource.username and"
                    + " spring.datasource.password");
            throw new SettingsException(problems, new IllegalStateException("no database URL"));
        }
        try {
            DbConfig.Builder builder = DbConfig.forService(service(), variables).toBuilder();
            builder.closeGrace(graceOfLifecycle());
            hikari.applyTo(builder, properties.hikariProperties(), sources, problems);
            properties.applyTo(builder, sources);
            customizers.forEach(customizer -> customizer.customize(builder));
            DbConfig config = builder.build();
            if (!problems.isEmpty()) {
                throw new SettingsException(problems, new IllegalArgumentException("HikariCP's settings"));
            }
            return config;
        } catch (DbConfigException invalid) {
            problems.addAll(sources.named(invalid.problems()));
            throw new SettingsException(problems, invalid);
        } catch (InvalidFleetException invalid) {
            invalid.problems().forEach(problem -> problems.add("dbpool.fleet: " + problem));
            throw new SettingsException(problems, invalid);
        }
    }

    private String service() {
        if (StringUtils.hasText(properties.service())) {
            return properties.service();
        }
        String application = environment.getProperty("spring.application.name");
        if (!StringUtils.hasText(application)) {
            LOG.warn(
                    "The pool has no name to show in metrics, logs and pg_stat_activity, so it is called \"{}\"."
                            + " Set spring.application.name or dbpool.service",
                    NO_NAME);
            return NO_NAME;
        }
        String allowed = application.strip().replaceAll("[^a-zA-Z0-9_.-]+", "-");
        return allowed.substring(0, Math.min(allowed.length(), LONGEST_NAME));
    }

    /** The web server has finished its requests by then; what still runs is work in the background. */
    private Duration graceOfLifecycle() {
        Duration grace = Binder.get(environment)
                .bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
                .orElseGet(() -> new LifecycleProperties().getTimeoutPerShutdownPhase());
        return grace.compareTo(LONGEST_GRACE) > 0 ? LONGEST_GRACE : grace;
    }
}
