package dev.dbpool.spring;

import dev.dbpool.DbPool;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint {@code /actuator/dbpool}. */
@AutoConfiguration(after = DbPoolAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(DbPool.class)
@ConditionalOnAvailableEndpoint(DbPoolEndpoint.class)
public final class DbPoolEndpointAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    DbPoolEndpoint dbPoolEndpoint(ListableBeanFactory beans) {
        return new DbPoolEndpoint(beans);
    }
}
