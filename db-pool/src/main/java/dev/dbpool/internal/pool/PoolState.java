package dev.dbpool.internal.pool;

import dev.dbpool.Health;
import dev.dbpool.PoolStats;
import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.admission.Occupancy;
import dev.dbpool.internal.admission.WaitingCallers;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.metrics.ErrorType;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.metrics.PoolReadings;
import dev.dbpool.internal.monitor.LeakSuspects;
import dev.dbpool.internal.monitor.ObservedPool;
import dev.dbpool.report.PoolSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The state of the pool at this instant, for scrapes, statistics, messages and reports. Reads only; takes no lock for
 * longer than microseconds.
 */
final class PoolState implements PoolReadings, ObservedPool {
    private final PoolSettings settings;
    private final Gate gate;
    private final ConnectionFactory factory;
    private final PoolMetrics metrics;
    private final LeakSuspects leakSuspects;
    private final BooleanSupplier closed;
    private final LongSupplier nanoTime;
    private final long openedNanos;

    /**
     * The highest number shown so far: between the reading of outcomes and of those who wait, some pass from the one to
     * the other and are seen in neither.
     */
    private final AtomicLong started = new AtomicLong();

    PoolState(
            PoolSettings settings,
            Gate gate,
            ConnectionFactory factory,
            PoolMetrics metrics,
            LeakSuspects leakSuspects,
            BooleanSupplier closed,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.gate = gate;
        this.factory = factory;
        this.metrics = metrics;
        this.leakSuspects = leakSuspects;
        this.closed = closed;
        this.nanoTime = nanoTime;
        this.openedNanos = nanoTime.getAsLong();
    }

    /** The numbers of a pool that never opened. */
    static PoolStats none(PoolSettings settings) {
        return new PoolStats(settings.service(), settings.maxConnections(), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
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
        Occupancy now = gate.occupancy();
        long ended = handedOut + timeouts + closedErrors + otherErrors + rejected + cancelled;
        return new PoolStats(
                settings.service(),
                now.max(),
                now.inUse(),
                now.slots().idle(),
                now.waiting(),
                started.accumulateAndGet(ended + now.waiting(), Math::max),
                handedOut,
                timeouts,
                closedErrors,
                otherErrors,
                rejected,
                cancelled);
    }

    /** Whether every connection that the pool may have is in use. */
    boolean exhausted() {
        return gate.occupancy().exhausted();
    }

    /** For how long a caller that is refused now should stay away. */
    long retryAfterNanos() {
        return gate.retryAfterNanos();
    }

    /** How the pool is, in a word and a sentence, and a second one if the URL's file is in trouble. */
    Health health() {
        PoolStats now = stats();
        if (closed.getAsBoolean()) {
            return new Health(Health.Status.CLOSED, "The pool is closed.", now);
        }
        Health health = ofSessions(now);
        return settings.urlSource()
                .trouble()
                .map(trouble -> new Health(
                        health.status(),
                        health.message() + " The last good database URL is used, because its file is in trouble: "
                                + trouble + ".",
                        now))
                .orElse(health);
    }

    private Health ofSessions(PoolStats now) {
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
                .orElseGet(() -> now.active() + now.idle() == 0
                        ? new Health(
                                Health.Status.UNKNOWN, "No connection is open, and no attempt has failed lately.", now)
                        : new Health(Health.Status.UP, now.idle() + " connections are idle.", now));
    }

    @Override
    public int active() {
        return gate.occupancy().inUse();
    }

    @Override
    public int idle() {
        return gate.occupancy().slots().idle();
    }

    @Override
    public int max() {
        return gate.max();
    }

    @Override
    public int waiting() {
        return gate.occupancy().waiting();
    }

    @Override
    public long busyNanos() {
        return factory.busyNanos();
    }

    @Override
    public long exhaustedNanos() {
        return gate.exhaustedNanos();
    }

    @Override
    public long connectInFlightNanos() {
        return factory.inFlightNanos();
    }

    @Override
    public boolean overloaded() {
        return gate.overloaded();
    }

    @Override
    public long overloads() {
        return gate.overloads();
    }

    @Override
    public int leakSuspects() {
        return leakSuspects.count();
    }

    @Override
    public PoolSample now() {
        PoolStats stats = stats();
        return new PoolSample(
                Instant.now(),
                Duration.ofNanos(nanoTime.getAsLong() - openedNanos),
                stats.active(),
                stats.idle(),
                stats.max(),
                stats.waiting(),
                Duration.ofNanos(factory.inFlightNanos()),
                stats.started(),
                stats.handedOut(),
                stats.timeouts() + stats.closedErrors() + stats.otherErrors(),
                stats.rejected(),
                Duration.ofNanos(factory.busyNanos()));
    }

    @Override
    public Queue queue(int most) {
        WaitingCallers waiting = gate.waiting(Math.max(1, most));
        List<Queued> callers = waiting.callers().stream()
                .map(caller -> new Queued(caller.thread(), Duration.ofNanos(caller.waitedNanos())))
                .toList();
        return new Queue(
                waiting.count(),
                callers.isEmpty() ? Duration.ZERO : callers.get(0).waited(),
                Duration.ofNanos(waiting.longestTimeoutNanos()),
                callers);
    }

    @Override
    public String admission() {
        return gate.describe();
    }

    @Override
    public boolean closed() {
        return closed.getAsBoolean();
    }
}
