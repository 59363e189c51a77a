package dev.dbpool.benchmarks.peers;

import com.mchange.v2.c3p0.DataSources;
import com.vladmihalcea.flexypool.FlexyPoolDataSource;
import com.vladmihalcea.flexypool.adaptor.HikariCPPoolAdapter;
import com.vladmihalcea.flexypool.config.FlexyPoolConfiguration;
import com.vladmihalcea.flexypool.metric.micrometer.MicrometerMetrics;
import com.zaxxer.hikari.HikariDataSource;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.apache.commons.dbcp2.BasicDataSource;
import org.vibur.dbcp.ViburDBCPDataSource;

/** The pools that are neither ours nor HikariCP. Each as it comes, but for its size. */
final class OtherPeers {
    private OtherPeers() {}

    static Peer agroal(Size size, boolean metrics) throws SQLException {
        AgroalDataSource pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled(metrics)
                .connectionPoolConfiguration(sizes -> sizes.initialSize(size.kept())
                        .minSize(size.kept())
                        .maxSize(size.most())
                        .acquisitionTimeout(Duration.ofSeconds(30))
                        .connectionFactoryConfiguration(
                                factory -> factory.jdbcUrl(StubDriver.URL).connectionProviderClass(StubDriver.class))));
        Peer peer = metrics
                ? new Peer(pool, () -> OptionalLong.of(pool.getMetrics().acquireCount()), pool::close)
                : Peer.bare(pool, pool::close);
        return peer.withEviction(() -> pool.flush(AgroalDataSource.FlushMode.GRACEFUL));
    }

    static Peer tomcat(Size size) {
        org.apache.tomcat.jdbc.pool.DataSource pool = new org.apache.tomcat.jdbc.pool.DataSource();
        pool.setDataSource(new StubDataSource());
        pool.setMaxActive(size.most());
        pool.setMaxIdle(size.most());
        pool.setMinIdle(size.kept());
        pool.setInitialSize(size.kept());
        return Peer.bare(pool, pool::close);
    }

    static Peer dbcp2(Size size) {
        BasicDataSource pool = new BasicDataSource();
        pool.setDriver(new StubDriver());
        pool.setUrl(StubDriver.URL);
        pool.setMaxTotal(size.most());
        pool.setMaxIdle(size.most());
        pool.setInitialSize(size.kept());
        return Peer.bare(pool, pool::close);
    }

    static Peer vibur(Size size) {
        ViburDBCPDataSource pool = new ViburDBCPDataSource();
        pool.setExternalDataSource(new StubDataSource());
        pool.setPoolInitialSize(size.kept());
        pool.setPoolMaxSize(size.most());
        pool.start();
        return Peer.bare(pool, pool::close);
    }

    static Peer c3p0(Size size) throws SQLException {
        DataSource pool = DataSources.pooledDataSource(
                new StubDataSource(),
                Map.of(
                        "minPoolSize", size.kept(),
                        "maxPoolSize", size.most(),
                        "initialPoolSize", size.kept()));
        return Peer.bare(pool, () -> DataSources.destroy(pool));
    }

    /** Unchecked, because it takes its strategies, of which there are none here, as varargs. */
    @SuppressWarnings("unchecked")
    static Peer flexyPool(Size size) {
        HikariDataSource hikari = HikariPeers.open(size, null);
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        FlexyPoolDataSource<HikariDataSource> pool = new FlexyPoolDataSource<>(
                new FlexyPoolConfiguration.Builder<>("stub", hikari, HikariCPPoolAdapter.FACTORY)
                        .setMetricsFactory(settings -> new MicrometerMetrics(settings, registry))
                        .build());
        pool.start();
        return new Peer(pool, () -> OptionalLong.of(acquisitions(registry)), () -> {
            pool.stop();
            hikari.close();
        });
    }

    private static long acquisitions(PrometheusMeterRegistry registry) {
        return registry.getMeters().stream()
                .filter(meter -> meter instanceof Timer
                        && meter.getId().getName().endsWith("overallConnectionAcquisitionMillis"))
                .mapToLong(meter -> ((Timer) meter).count())
                .sum();
    }
}
