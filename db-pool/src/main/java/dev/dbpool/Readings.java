package dev.dbpool;

import dev.dbpool.internal.admission.Admission;
import dev.dbpool.internal.admission.Occupancy;
import dev.dbpool.internal.engine.Engine;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.metrics.ErrorType;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.metrics.PoolReadings;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/**
 * The levels of the line at this instant, for scrapes, statistics and messages. Reads only; takes no lock for longer
 * than microseconds.
 */
final class Readings implements PoolReadings {
    private final DbConfig config;
    private final Admission admission;
    private final Engine engine;
    private final ConnectionFactory factory;
    private final PoolMetrics metrics;
    private volatile IntSupplier leakSuspects = () -> 0;

    /**
     * The highest number shown so far: between the reading of outcomes and of those who wait, some pass from the one to
     * the other and are seen in neither.
     */
    private final AtomicLong started = new AtomicLong();

    Readings(DbConfig config, Admission admission, Engine engine, ConnectionFactory factory, PoolMetrics metrics) {
        this.config = config;
        this.admission = admission;
        this.engine = engine;
        this.factory = factory;
        this.metrics = metrics;
    }

    /** The numbers of a pool that never opened. */
    static PoolStats none(DbConfig config) {
        return new PoolStats(config.service(), config.maxConnections(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * Every acquisition has ended or waits. Outcomes are read first, so that nobody is seen in both: what is shown as
     * started is never more than was, never less than the outcomes, and exact when nothing moves.
     */
    PoolStats stats() {
        long handedOut = metrics.handedOutCount();
        long timeouts = metrics.errors(ErrorType.TIMEOUT);
        long closedErrors = metrics.errors(ErrorType.CLOSED);
        long otherErrors = metrics.errors(ErrorType.OTHER);
        long rejected = metrics.rejectedCount();
        long cancelled = metrics.cancelledCount();
        Occupancy now = admission.occupancy();
        long ended = handedOut + timeouts + closedErrors + otherErrors + rejected + cancelled;
        return new PoolStats(
                config.service(),
                now.max(),
                now.inUse(),
                engine.idle(),
                now.waiting(),
                started.accumulateAndGet(ended + now.waiting(), Math::max),
                handedOut,
                timeouts,
                closedErrors,
                otherErrors,
                rejected,
                cancelled);
    }

    /** How the pool is, in a word and a sentence. */
    Health health(boolean closed) {
        PoolStats now = stats();
        if (closed) {
            return new Health(Health.Status.CLOSED, "The pool is closed.", now);
        }
        if (now.active() >= now.max()) {
            return new Health(
                    Health.Status.SATURATED,
                    now.active() + " of " + now.max() + " connections are in use, " + now.waiting() + " waiting.",
                    now);
        }
        return factory.currentFault()
                .filter(fault -> now.idle() == 0)
                .map(fault -> new Health(
                        Health.Status.DATABASE_DOWN,
                        "PostgreSQL at " + fault.where() + " gives no session ("
                                + fault.reason().label() + ").",
                        now))
                .orElseGet(() -> engine.total() == 0
                        ? new Health(
                                Health.Status.UNKNOWN, "No connection is open, and no attempt has failed lately.", now)
                        : new Health(Health.Status.UP, now.idle() + " connections are idle.", now));
    }

    @Override
    public int active() {
        return admission.occupancy().inUse();
    }

    @Override
    public int idle() {
        return engine.idle();
    }

    @Override
    public int max() {
        return admission.max();
    }

    @Override
    public int waiting() {
        return admission.waiting();
    }

    @Override
    public long busyNanos() {
        return factory.busyNanos();
    }

    @Override
    public long exhaustedNanos() {
        return admission.exhaustedNanos();
    }

    @Override
    public long connectInFlightNanos() {
        return factory.inFlightNanos();
    }

    @Override
    public boolean overloaded() {
        return admission.overloaded();
    }

    @Override
    public long overloads() {
        return admission.overloads();
    }

    @Override
    public int leakSuspects() {
        return leakSuspects.getAsInt();
    }

    /** Who counts leaks needs these readings himself; until he is named here, there are none. */
    void leakSuspectsFrom(IntSupplier count) {
        leakSuspects = count;
    }
}
