package dev.dbpool.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.dbpool.ConnectFailure;
import dev.dbpool.RejectReason;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PoolMetricsTest {
    private static final String ACQUIRE_COUNT = "db_pool_acquire_duration_seconds_count{service=\"s\"}";
    private static final String HOLD_COUNT = "db_pool_hold_duration_seconds_count{service=\"s\"}";
    private static final int RECORDERS = 4;
    private static final int SCRAPES = 40;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PoolMetrics metrics = new PoolMetrics();

    @Test
    @Timeout(60)
    void scrapesUnderLoadSeeNoCounterFallAndNoPartExceedItsWhole() throws Exception {
        MetricsRegistration.attach(registry, Exposition.pool("s"), metrics, new FixedReadings());
        ExecutorService recorders = Executors.newFixedThreadPool(RECORDERS);
        AtomicBoolean enough = new AtomicBoolean();
        long started = 0;
        try {
            List<Future<Long>> running = IntStream.range(0, RECORDERS)
                    .mapToObj(i -> recorders.submit(() -> recordAcquisitionsUntil(enough)))
                    .toList();
            Map<String, Double> last = new HashMap<>();
            for (int scrape = 0; scrape < SCRAPES; scrape++) {
                Map<String, Double> now = Exposition.series(registry);
                assertThat(now).allSatisfy((series, value) -> {
                    assertThat(value).isNotNegative();
                    if (counts(series)) {
                        assertThat(value).as(series).isGreaterThanOrEqualTo(last.getOrDefault(series, 0.0));
                    }
                });
                assertThat(errors(now)).isLessThanOrEqualTo(now.get(ACQUIRE_COUNT));
                assertThat(now.get(HOLD_COUNT)).isLessThanOrEqualTo(now.get(ACQUIRE_COUNT));
                last.putAll(now);
            }
            assertThat(last.get(ACQUIRE_COUNT)).as("recorded while scraping").isPositive();
            enough.set(true);
            for (Future<Long> recorder : running) {
                started += recorder.get();
            }
        } finally {
            enough.set(true);
            recorders.shutdownNow();
        }

        Map<String, Double> atRest = Exposition.series(registry);
        assertThat(outcomes()).isEqualTo(started);
        assertThat(atRest.get(ACQUIRE_COUNT)).isEqualTo(metrics.handedOutCount() + metrics.errorCount());
        assertThat(atRest.get(HOLD_COUNT)).isEqualTo(metrics.handedOutCount());
        assertThat(errors(atRest)).isEqualTo(metrics.errorCount());
    }

    @Test
    @Timeout(60)
    void aScrapeReadsErrorsBeforeTheAcquisitionsThatTheyArePartOf() throws Exception {
        AtomicBoolean enough = new AtomicBoolean();
        Thread failing = new Thread(() -> {
            while (!enough.get()) {
                metrics.failed(ErrorType.TIMEOUT, 1);
            }
        });
        failing.start();
        try {
            for (int scrape = 0; scrape < 2_000; scrape++) {
                MetricFamilies families = new MetricFamilies();
                metrics.read(families, Labels.EMPTY);
                MetricSnapshots now = families.snapshots();
                assertThat(errors(now)).isLessThanOrEqualTo(acquisitions(now));
            }
        } finally {
            enough.set(true);
            failing.join();
        }
    }

    @Test
    void noDurationIsTooLongOrTooShort() {
        MetricsRegistration.attach(registry, Exposition.pool("s"), metrics, new FixedReadings());
        double aYear = TimeUnit.DAYS.toSeconds(365);
        SessionTally session = metrics.newSession();
        for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, Long.MAX_VALUE}) {
            assertThatCode(() -> {
                        session.handedOut(nanos);
                        metrics.failed(ErrorType.OTHER, nanos);
                        session.returned(nanos);
                        metrics.connectOpened(nanos);
                    })
                    .doesNotThrowAnyException();
        }
        assertThat(Exposition.series(registry))
                .containsEntry(HOLD_COUNT, 5.0)
                .containsEntry("db_pool_hold_duration_seconds_bucket{service=\"s\",le=\"0.001\"}", 4.0)
                .containsEntry("db_pool_hold_duration_seconds_sum{service=\"s\"}", aYear + 1e-9);
    }

    @Test
    void aRecorderThatFailsCostsOnlyTheMeasurement() {
        LongAdder outOfMemory = new LongAdder() {
            private static final long serialVersionUID = 1L;

            @Override
            public void increment() {
                throw new OutOfMemoryError("planted by the test");
            }
        };
        PoolMetrics unlucky = new PoolMetrics(outOfMemory, 0);
        assertThatCode(unlucky::cancelled).doesNotThrowAnyException();
        assertThat(unlucky.cancelledCount()).isZero();
    }

    @Test
    void everyFailureCountsUnderItsOwnReason() {
        metrics.connectFailed(ConnectFailure.TLS);
        metrics.connectFailed(ConnectFailure.TLS);
        metrics.connectFailed(ConnectFailure.REFUSED);
        metrics.invalidConnection();
        assertThat(metrics.connectFailures(ConnectFailure.TLS)).isEqualTo(2);
        assertThat(metrics.connectFailures(ConnectFailure.REFUSED)).isEqualTo(1);
        assertThat(metrics.connectFailures(ConnectFailure.AUTH)).isZero();
        assertThat(metrics.invalidConnectionCount()).isEqualTo(1);
    }

    private long recordAcquisitionsUntil(AtomicBoolean enough) {
        ErrorType[] errors = ErrorType.values();
        SessionTally session = metrics.newSession();
        int i = 0;
        for (; !enough.get(); i++) {
            Thread.yield(); // gives the scraper its turn
            if (i % 1_000 == 999) {
                session = metrics.newSession();
            }
            int chance = ThreadLocalRandom.current().nextInt(10);
            long nanos = TimeUnit.MICROSECONDS.toNanos(chance * 700L);
            switch (chance) {
                case 0 -> metrics.failed(errors[i % errors.length], nanos);
                case 1 -> metrics.rejected(RejectReason.QUEUE_FULL);
                case 2 -> metrics.cancelled();
                default -> {
                    session.handedOut(nanos);
                    session.returned(nanos);
                }
            }
        }
        return i;
    }

    private long outcomes() {
        return metrics.handedOutCount() + metrics.errorCount() + metrics.rejectedCount() + metrics.cancelledCount();
    }

    private static boolean counts(String series) {
        return series.matches("[a-z_]+(_total|_bucket|_count|_sum)\\{.*");
    }

    private static double errors(MetricSnapshots snapshots) {
        return snapshots.stream()
                .filter(family -> family.getMetadata().getPrometheusName().equals("db_pool_connection_errors"))
                .flatMap(family -> ((CounterSnapshot) family).getDataPoints().stream())
                .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
                .sum();
    }

    private static double acquisitions(MetricSnapshots snapshots) {
        return snapshots.stream()
                .filter(family -> family.getMetadata().getPrometheusName().equals("db_pool_acquire_duration_seconds"))
                .flatMap(family -> ((HistogramSnapshot) family).getDataPoints().stream())
                .mapToDouble(HistogramSnapshot.HistogramDataPointSnapshot::getCount)
                .sum();
    }

    private static double errors(Map<String, Double> series) {
        return series.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("db_pool_connection_errors_total"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
