package dev.dbpool.spring;

import dev.dbpool.DbPool;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.SimpleAutowireCandidateResolver;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.health.DataSourceHealthContributorAutoConfiguration;
import org.springframework.boot.jdbc.health.DataSourceHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** The health component {@code db}, in place of Spring Boot's, which borrows a connection and takes full for down. */
@AutoConfiguration(
        after = {DbPoolAutoConfiguration.class, DataSourceAutoConfiguration.class},
        before = DataSourceHealthContributorAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(DbPool.class)
@ConditionalOnEnabledHealthIndicator("db")
public final class DbPoolHealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean(name = {"dbHealthIndicator", "dbHealthContributor"})
    HealthContributor dbHealthContributor(ConfigurableListableBeanFactory beans) {
        Map<String, HealthContributor> contributors = new LinkedHashMap<>();
        SimpleAutowireCandidateResolver.resolveAutowireCandidates(beans, DataSource.class, false, true)
                .forEach((name, dataSource) -> {
                    if (!(dataSource instanceof DelegatingDataSource)) {
                        contributors.put(name, contributor(dataSource));
                    }
                });
        return contributors.size() == 1
                ? contributors.values().iterator().next()
                : CompositeHealthContributor.fromMap(contributors);
    }

    /** Other data sources beside ours are asked as Spring Boot asks them. */
    private static HealthContributor contributor(DataSource dataSource) {
        return dataSource instanceof DbPool pool
                ? new DbPoolHealthIndicator(pool)
                : new DataSourceHealthIndicator(dataSource);
    }
}
