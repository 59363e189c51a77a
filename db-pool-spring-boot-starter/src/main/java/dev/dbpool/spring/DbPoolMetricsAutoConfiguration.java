package dev.dbpool.spring;

import dev.dbpool.DbPool;
import dev.dbpool.micrometer.DbPoolMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The pools' metrics in every registry of the application: the catalogue as {@code db.pool.*}, and HikariCP's names. Spring
 * Boot adds {@code jdbc.connections.*} by itself.
 */
@AutoConfiguration(
        after = {DbPoolAutoConfiguration.class, DataSourceAutoConfiguration.class},
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass({MeterRegistry.class, MeterRegistryCustomizer.class})
@ConditionalOnBean({DbPool.class, MeterRegistry.class})
public final class DbPoolMetricsAutoConfiguration {

    @Bean
    DbPoolMeterBinder dbPoolMeterBinder(ObjectProvider<DbPool> pools, Environment environment) {
        return new DbPoolMeterBinder(pools, environment);
    }

    /** Where the catalogue is in Prometheus's own registry, complete with histograms, Micrometer must not add it again. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(PrometheusMeterRegistry.class)
    static class Prometheus {

        @Bean
        MeterRegistryCustomizer<PrometheusMeterRegistry> dbPoolPrometheusCustomizer() {
            return registry -> registry.config().meterFilter(new MeterFilter() {
                @Override
                public MeterFilterReply accept(Meter.Id id) {
                    return id.getName().startsWith(DbPoolMetrics.PREFIX) && hasPools(registry.getPrometheusRegistry())
                            ? MeterFilterReply.DENY
                            : MeterFilterReply.NEUTRAL;
                }
            });
        }

        private static boolean hasPools(PrometheusRegistry registry) {
            return registry.scrape(name -> name.startsWith("db_pool_")).size() > 0;
        }
    }
}
