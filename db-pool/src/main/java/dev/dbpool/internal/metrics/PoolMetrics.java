package dev.dbpool.internal.metrics;

import dev.dbpool.ConnectFailure;
import dev.dbpool.RejectReason;
import dev.dbpool.metrics.PoolMetric;
import dev.dbpool.report.Verdict;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events of one pool, written by the line as they happen, read by scrapes and statistics.
 *
 * <p><b>Assumptions.</b> Every acquisition ends with exactly one of {@link SessionTally#handedOut}, {@link #failed},
 * {@link #rejected}, {@link #cancelled}; every hand-out is followed by one {@link SessionTally#returned}.
 *
 * <p><b>Guarantees.</b> At rest the count of the acquire histogram = handed out + errors, and the count of the hold
 * histogram = handed out. Read while acquisitions run, no part can be seen to exceed its whole, as long as the reader
 * asks for the part first: what is part of something was counted after it. Counters never decrease. No recorder throws,
 * whatever the values or the state of the machine: what cannot be recorded is lost, and the first loss is logged.
 *
 * <p><b>Progress.</b> Recorders neither block nor allocate, but for {@link #newSession}, once for each session. How many acquisitions began is not counted: that is those
 * that ended and those that wait.
 */
public final class PoolMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(PoolMetrics.class);

    private final LongAdder cancelled;
    private final LongAdder invalidConnections = new LongAdder();
    private final LongAdder leaksRecovered = new LongAdder();
    private final LongAdder leaksReclaimed = new LongAdder();
    private final CounterPerLabel<ErrorType> errors = new CounterPerLabel<>(ErrorType.class, ErrorType::label);
    private final CounterPerLabel<RejectReason> rejected =
            new CounterPerLabel<>(RejectReason.class, RejectReason::label);
    private final CounterPerLabel<ConnectFailure> connectFailures =
            new CounterPerLabel<>(ConnectFailure.class, ConnectFailure::label);
    private final CounterPerLabel<Verdict> exhaustionEpisodes = new CounterPerLabel<>(Verdict.class, Verdict::label);
    private final SessionTallies sessions = new SessionTallies();
    private final Latency failed = new Latency();
    private final Latency connect = new Latency();
    private final long createdMillis;
    private volatile Labels database = Labels.of("server", "", "database", "");
    private volatile int serverConnections;
    private final AtomicBoolean lossLogged = new AtomicBoolean();

    /** Everything at zero. */
    public PoolMetrics() {
        this(new LongAdder(), System.currentTimeMillis());
    }

    PoolMetrics(LongAdder cancelled, long createdMillis) {
        this.cancelled = cancelled;
        this.createdMillis = createdMillis;
    }

    /** Where the pool connects to, as labels show it; neither is a secret. */
    public void connectsTo(String server, String database) {
        this.database = Labels.of("server", server, "database", database);
    }

    /** The server told how many connections all of its clients may have together. */
    public void serverAdmits(int connections) {
        serverConnections = connections;
    }

    /** For a session that is lent for the first time: where its acquisitions and holds are counted from now on. */
    public SessionTally newSession() {
        return sessions.add();
    }

    /** The caller got an error instead. */
    public void failed(ErrorType type, long acquireNanos) {
        // The latency first: whoever then sees the error finds it in the histogram, and never more errors than its
        // count.
        record(failed, acquireNanos);
        increment(errors, type);
    }

    /** Admission refused the caller. Not an error, and no latency: fast refusals would hide how slow the others are. */
    public void rejected(RejectReason reason) {
        increment(rejected, reason);
    }

    /** The caller was interrupted while it waited. Not an error of the pool. */
    public void cancelled() {
        increment(cancelled);
    }

    /** A physical connection was opened, login included. */
    public void connectOpened(long nanos) {
        record(connect, nanos);
    }

    /** A physical connection could not be opened. */
    public void connectFailed(ConnectFailure reason) {
        increment(connectFailures, reason);
    }

    /** A physical connection was found dead when tested. */
    public void invalidConnection() {
        increment(invalidConnections);
    }

    /** A period began in which callers fail for want of a connection. */
    public void exhaustionEpisode(Verdict verdict) {
        increment(exhaustionEpisodes, verdict);
    }

    /** A connection that was suspected to be leaked came back. */
    public void leakRecovered() {
        increment(leaksRecovered);
    }

    /** A connection that was suspected to be leaked was taken away from its holder. */
    public void leakReclaimed() {
        increment(leaksReclaimed);
    }

    /** How many acquisitions ended with a connection. */
    public long handedOutCount() {
        return DurationBuckets.count(sessions.acquire());
    }

    /** How many acquisitions ended with an error of this type. */
    public long errors(ErrorType type) {
        return errors.of(type).sum();
    }

    /** How many acquisitions ended with an error of any type. */
    public long errorCount() {
        return errors.total();
    }

    /** How many acquisitions were refused, whatever the reason. */
    public long rejectedCount() {
        return rejected.total();
    }

    /** How many acquisitions were interrupted. */
    public long cancelledCount() {
        return cancelled.sum();
    }

    /** How many attempts to open a physical connection failed for this reason. */
    public long connectFailures(ConnectFailure reason) {
        return connectFailures.of(reason).sum();
    }

    /** How many physical connections were found dead when tested. */
    public long invalidConnectionCount() {
        return invalidConnections.sum();
    }

    /** When the counting began, in milliseconds since the epoch. */
    long createdMillis() {
        return createdMillis;
    }

    Labels database() {
        return database;
    }

    int serverConnections() {
        return serverConnections;
    }

    /** Adds the series of all events, outcomes before what they are part of: returns, errors, then acquisitions. */
    void read(MetricFamilies families, Labels labels) {
        families.histogram(PoolMetric.HOLD_DURATION, point(sessions.hold(), labels));
        read(families, labels, PoolMetric.CONNECTION_ERRORS, "error_type", errors);
        families.histogram(PoolMetric.ACQUIRE_DURATION, point(acquisitions(), labels));
        read(families, labels, PoolMetric.REJECTED, "reason", rejected);
        read(families, labels, PoolMetric.EXHAUSTION_EPISODES, "verdict", exhaustionEpisodes);
        read(families, labels, PoolMetric.CONNECT_FAILURES, "reason", connectFailures);
        families.counter(PoolMetric.CANCELLED, (double) cancelled.sum(), labels, createdMillis);
        families.counter(PoolMetric.INVALID_CONNECTIONS, (double) invalidConnections.sum(), labels, createdMillis);
        families.counter(
                PoolMetric.LEAK_OUTCOMES,
                (double) leaksRecovered.sum(),
                labels.add("outcome", "recovered"),
                createdMillis);
        families.counter(
                PoolMetric.LEAK_OUTCOMES,
                (double) leaksReclaimed.sum(),
                labels.add("outcome", "reclaimed"),
                createdMillis);
        families.histogram(PoolMetric.CONNECT_DURATION, point(connects(), labels));
    }

    private long[] acquisitions() {
        long[] total = sessions.acquire();
        failed.addTo(total);
        return total;
    }

    private long[] connects() {
        long[] total = new long[DurationBuckets.CELLS];
        connect.addTo(total);
        return total;
    }

    private HistogramDataPointSnapshot point(long[] cells, Labels labels) {
        return DurationBuckets.snapshot(cells, labels, createdMillis);
    }

    private void read(
            MetricFamilies families, Labels labels, PoolMetric metric, String labelName, CounterPerLabel<?> counter) {
        counter.forEach((label, count) ->
                families.counter(metric, (double) count, labels.add(labelName, label), createdMillis));
    }

    private void increment(LongAdder counter) {
        try {
            counter.increment();
        } catch (Throwable e) {
            lost(e);
        }
    }

    private <E extends Enum<E>> void increment(CounterPerLabel<E> counter, E value) {
        try {
            counter.of(value).increment();
        } catch (Throwable e) {
            lost(e);
        }
    }

    private void record(Latency latency, long nanos) {
        try {
            latency.record(nanos);
        } catch (Throwable e) {
            lost(e);
        }
    }

    /** Out of memory or of stack: the caller's connection matters more than the measurement. */
    private void lost(Throwable cause) {
        try {
            if (lossLogged.compareAndSet(false, true)) {
                LOG.warn(
                        "A measurement was lost; metrics of this pool are off by it. Later losses are not logged",
                        cause);
            }
        } catch (Throwable ignored) {
            // The logger has no memory or stack either.
        }
    }
}
