package dev.dbpool.spring;

import dev.dbpool.DbConfig;

/**
 * A bean of this type changes the configuration of the auto-configured pool after all properties, such as to give it
 * credentials that expire. Several are called in their order.
 */
@FunctionalInterface
public interface DbPoolConfigCustomizer {

    /** Changes what the properties have set. */
    void customize(DbConfig.Builder builder);
}
