package dev.dbpool.spring;

import dev.dbpool.DbPool;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.SQLException;
import javax.sql.DataSource;
import javax.sql.XADataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Primary;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

/**
 * Makes the application's {@code DataSource} a {@link DbPool}, before Spring Boot makes one. Off with
 * {@code dbpool.enabled=false}, beside a {@code DataSource} of the application's own, and where the database is not
 * PostgreSQL.
 */
@AutoConfiguration(
        before = DataSourceAutoConfiguration.class,
        after = {JndiDataSourceAutoConfiguration.class, XADataSourceAutoConfiguration.class},
        afterName = "org.springframework.boot.jdbc.test.autoconfigure.TestDatabaseAutoConfiguration")
@ConditionalOnBooleanProperty(name = "dbpool.enabled", matchIfMissing = true)
@ImportRuntimeHints(DbPoolRuntimeHints.class)
public final class DbPoolAutoConfiguration {

    /** Also for pools that the application opens itself. */
    @Bean
    DataSourcePoolMetadataProvider dbPoolMetadataProvider() {
        return dataSource -> dataSource instanceof DbPool pool ? new DbPoolMetadata(pool) : null;
    }

    /** The pool. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(OnPostgres.class)
    // A test slice that replaces the database knows only Spring Boot's own DataSource as one to keep: it gets that.
    @ConditionalOnMissingBean(
            value = {DataSource.class, XADataSource.class},
            type = {
                "io.r2dbc.spi.ConnectionFactory",
                "org.springframework.boot.jdbc.test.autoconfigure.TestDatabaseAutoConfiguration$EmbeddedDataSourceBeanFactoryPostProcessor"
            })
    @EnableConfigurationProperties({DbPoolProperties.class, DataSourceProperties.class})
    static class Pool {

        @Bean
        DbPool dataSource(
                ConfigurableEnvironment environment,
                DbPoolProperties properties,
                DataSourceProperties spring,
                ObjectProvider<JdbcConnectionDetails> details,
                ObjectProvider<DbPoolConfigCustomizer> customizers,
                ObjectProvider<PrometheusRegistry> registry)
                throws SQLException {
            return new PoolFactory(environment, properties, spring, details, customizers).open(registry);
        }

        /** What Spring Boot does for its own pools only: a connection is taken at the first statement. */
        @Bean
        @Primary
        @ConditionalOnProperty(name = "spring.datasource.connection-fetch", havingValue = "lazy")
        LazyConnectionDataSourceProxy lazyConnectionDataSource(DbPool pool) {
            return new LazyConnectionDataSourceProxy(pool);
        }
    }
}
