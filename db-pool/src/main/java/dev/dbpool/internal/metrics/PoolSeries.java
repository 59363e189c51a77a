package dev.dbpool.internal.metrics;

import dev.dbpool.metrics.PoolMetric;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One pool's part of a scrape: all of its series, or none if reading it fails. Thread-safe. */
final class PoolSeries {
    private static final Logger LOG = LoggerFactory.getLogger(PoolSeries.class);

    private final PoolIdentity identity;
    private final PoolMetrics metrics;
    private final PoolReadings readings;
    private final Labels labels;
    private final AtomicBoolean failureLogged = new AtomicBoolean();
    /** The highest value shown so far: a reading put together from racing parts may step back, a counter may not. */
    private final AtomicLong busyNanos = new AtomicLong();

    private final AtomicLong exhaustedNanos = new AtomicLong();

    PoolSeries(PoolIdentity identity, PoolMetrics metrics, PoolReadings readings) {
        this.identity = identity;
        this.metrics = metrics;
        this.readings = readings;
        Labels service = Labels.of("service", identity.service());
        this.labels = identity.poolName().map(name -> service.add("pool", name)).orElse(service);
    }

    PoolIdentity identity() {
        return identity;
    }

    /** The series as of now; empty, and logged the first time, if the pool cannot be read. */
    Optional<MetricFamilies> read() {
        MetricFamilies families = new MetricFamilies();
        try {
            levels(families);
            clocks(families);
            metrics.read(families, labels);
            families.info(
                    PoolMetric.INFO,
                    labels.merge(Labels.of(
                                    "version",
                                    identity.version(),
                                    "engine",
                                    identity.engine(),
                                    "sslmode",
                                    identity.sslmode()))
                            .merge(metrics.database()));
            return Optional.of(families);
        } catch (RuntimeException | Error e) {
            if (failureLogged.compareAndSet(false, true)) {
                LOG.warn(
                        "{}: the pool's metrics are missing from scrapes, because reading them fails. "
                                + "Later failures are not logged",
                        identity.service(),
                        e);
            }
            return Optional.empty();
        }
    }

    private void levels(MetricFamilies families) {
        families.gauge(PoolMetric.CONNECTIONS, level(readings.active()), labels.add("state", "active"));
        families.gauge(PoolMetric.CONNECTIONS, level(readings.idle()), labels.add("state", "idle"));
        families.gauge(PoolMetric.CONNECTIONS, level(readings.max()), labels.add("state", "max"));
        families.gauge(PoolMetric.WAITING_ACQUIRES, level(readings.waiting()), labels);
        families.gauge(PoolMetric.LEAK_SUSPECTS, level(readings.leakSuspects()), labels);
        families.gauge(PoolMetric.ADMISSION_OVERLOADED, readings.overloaded() ? 1 : 0, labels);
        families.gauge(PoolMetric.SERVER_CONNECTIONS, metrics.serverConnections(), labels);
    }

    private void clocks(MetricFamilies families) {
        families.gauge(PoolMetric.START_TIME, metrics.createdMillis() / 1e3, labels);
        families.gauge(PoolMetric.CONNECT_IN_FLIGHT, seconds(Math.max(0, readings.connectInFlightNanos())), labels);
        families.counter(
                PoolMetric.BUSY_CONNECTION_SECONDS,
                seconds(busyNanos.accumulateAndGet(readings.busyNanos(), Math::max)),
                labels,
                metrics.createdMillis());
        families.counter(
                PoolMetric.ADMISSION_OVERLOADS, (double) readings.overloads(), labels, metrics.createdMillis());
        families.counter(
                PoolMetric.EXHAUSTED_SECONDS,
                seconds(exhaustedNanos.accumulateAndGet(readings.exhaustedNanos(), Math::max)),
                labels,
                metrics.createdMillis());
    }

    /** The difference of two words read one after the other can come out below zero for a moment. */
    private static double level(int reading) {
        return Math.max(0, reading);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
