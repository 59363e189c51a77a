package dev.dbpool.spring;

import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;

/** What Spring Boot shows of any pool, as {@code jdbc.connections.*}. */
record DbPoolMetadata(DbPool pool) implements DataSourcePoolMetadata {

    @Override
    public Float getUsage() {
        PoolStats stats = pool.stats();
        return (float) stats.active() / stats.max();
    }

    @Override
    public Integer getActive() {
        return pool.stats().active();
    }

    @Override
    public Integer getIdle() {
        return pool.stats().idle();
    }

    @Override
    public Integer getMax() {
        return pool.stats().max();
    }

    @Override
    public Integer getMin() {
        return pool.config().minConnections();
    }

    /** None: the pool tests by the driver's own means. */
    @Override
    public @Nullable String getValidationQuery() {
        return null;
    }

    @Override
    public Boolean getDefaultAutoCommit() {
        return pool.config().defaultAutoCommit();
    }
}
