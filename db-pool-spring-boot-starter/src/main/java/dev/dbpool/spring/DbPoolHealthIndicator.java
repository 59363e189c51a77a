package dev.dbpool.spring;

import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * How the pool is, without borrowing from it. A full pool is up, with {@code SATURATED} among the details: to take the
 * service out of balance, or to restart it, would make matters worse.
 */
final class DbPoolHealthIndicator extends AbstractHealthIndicator {
    private final DbPool pool;

    DbPoolHealthIndicator(DbPool pool) {
        super("The pool could not be asked");
        this.pool = pool;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        dev.dbpool.Health health = pool.health();
        switch (health.status()) {
            case UP, SATURATED -> builder.up();
            case UNKNOWN -> builder.unknown();
            case DATABASE_DOWN -> builder.down();
            case CLOSED -> builder.outOfService();
        }
        PoolStats stats = health.stats();
        builder.withDetail("database", "PostgreSQL")
                .withDetail("pool", health.status().name())
                .withDetail("message", health.message())
                .withDetail("active", stats.active())
                .withDetail("idle", stats.idle())
                .withDetail("max", stats.max())
                .withDetail("waiting", stats.waiting());
    }
}
