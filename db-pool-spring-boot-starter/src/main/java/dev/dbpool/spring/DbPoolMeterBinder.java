package dev.dbpool.spring;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.micrometer.DbPoolMetrics;
import dev.dbpool.micrometer.HikariCpMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Binds all pools of the application to a registry. */
final class DbPoolMeterBinder implements MeterBinder {
    private static final String HIKARI_CP_DEFAULT = "HikariPool-1";

    private final ObjectProvider<DbPool> pools;
    private final Environment environment;

    DbPoolMeterBinder(ObjectProvider<DbPool> pools, Environment environment) {
        this.pools = pools;
        this.environment = environment;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        List<DbPool> all = pools.stream().toList();
        for (DbPool pool : all) {
            new DbPoolMetrics(pool).bindTo(registry);
            new HikariCpMetrics(pool, all.size() == 1 ? nameInHikariCp() : label(pool.config())).bindTo(registry);
        }
    }

    /** The one pool goes on under the name that HikariCP's series had. */
    private String nameInHikariCp() {
        String name = new HikariProperties(environment).poolName();
        if (StringUtils.hasText(name)) {
            return name;
        }
        String ofDataSource = environment.getProperty("spring.datasource.name");
        return StringUtils.hasText(ofDataSource) ? ofDataSource : HIKARI_CP_DEFAULT;
    }

    private static String label(DbConfig config) {
        return config.service() + config.poolName().map(name -> "/" + name).orElse("");
    }
}
