package dev.dbpool.internal.monitor;

import dev.dbpool.internal.backend.BackendView;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.PoolThread;
import dev.dbpool.internal.stack.ActivityReader;
import dev.dbpool.internal.stack.ApplicationFrames;
import dev.dbpool.internal.stack.CallSites;
import dev.dbpool.report.Holder;
import dev.dbpool.report.PoolSample;
import dev.dbpool.report.Report;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Watches the pool while it is used: once a second in quiet times, up to fifty times a second while callers wait.
 *
 * <p>At the first sign of pressure call sites are looked at more often and, if all connections are in use, the session is
 * opened over which PostgreSQL can be asked. When the first of those who wait has waited for half of its time, it is
 * asked, and the report is made that all who fail will share. Thread-safe; what callers call neither blocks nor throws.
 */
final class PressureMonitor implements AutoCloseable {
    /** Pressure is so long a wait, or a quarter of the time that the caller has if that is less. */
    private static final Duration LONG_WAIT = Duration.ofSeconds(1);

    /** After so long without a use there is nothing to watch. */
    private static final Duration UNUSED = Duration.ofSeconds(30);

    private static final Duration SLOWEST = Duration.ofSeconds(1);
    private static final Duration FASTEST = Duration.ofMillis(20);
    private static final Duration FAST_ENOUGH = Duration.ofMillis(50);

    /**
     * PostgreSQL has a quarter of the time that callers have to answer, within these bounds: it is asked at half of that
     * time, and that it does not answer must be told before they give up.
     */
    private static final Duration LEAST_ASKING = Duration.ofMillis(250);

    private static final Duration LONGEST_ASKING = Duration.ofSeconds(1);

    private final ObservedPool pool;
    private final CallSites callSites;
    private final BackendView server;
    private final BlackBox blackBox = new BlackBox();
    private final Holders holders;
    private final Explainer explainer;
    private final Reports reports;
    private final Episodes episodes;
    private final Leaks leaks;
    private final LongSupplier nanoTime;
    private final long calmNanos;
    private final long pressedNanos;
    private final MonitorThread thread;

    /**
     * The next round may be a second away. Set before a round looks at the queue: who queues after that look finds it
     * set, and has the thread do another round at once.
     */
    private volatile boolean unhurried;

    /** The caller that has the thread do a round is not in the queue yet: the round after that comes soon, too. */
    private volatile boolean called;

    /** Somebody asked for a report; that counts as a use, or nobody would end the session over which it was made. */
    private volatile boolean asked;

    // For the rounds only, of which one is done at a time.
    private long sampledNanos;
    private long usedNanos;
    private long startedBefore = -1;

    /**
     * A monitor that sleeps.
     *
     * @param pool what is watched
     * @param factory whose sessions are looked at
     * @param application which frames are the application's
     * @param callSites looks more often under pressure
     * @param listener hears of episodes and leaks, on the monitor's thread
     * @param suspects takes the connections that are probably leaked
     * @param nanoTime the pool's clock
     */
    PressureMonitor(
            PoolSettings settings,
            ObservedPool pool,
            ConnectionFactory factory,
            ApplicationFrames application,
            CallSites callSites,
            MonitorListener listener,
            LeakSuspects suspects,
            LongSupplier nanoTime) {
        ActivityReader activities = new ActivityReader(application);
        this.pool = pool;
        this.callSites = callSites;
        this.nanoTime = nanoTime;
        this.holders = new Holders(factory, nanoTime);
        this.server = new BackendView(
                settings.service(),
                factory,
                nanoTime,
                Duration.ofNanos(between(LEAST_ASKING, settings.acquireTimeout().dividedBy(4), LONGEST_ASKING)));
        this.explainer = new Explainer(settings, pool, factory, holders, server, activities, blackBox, nanoTime);
        this.reports = new Reports(explainer, nanoTime);
        this.episodes = new Episodes(listener);
        this.leaks = new Leaks(holders, activities, explainer, settings, listener, suspects);
        this.calmNanos = between(FASTEST, settings.acquireTimeout().dividedBy(8), SLOWEST);
        this.pressedNanos = between(FASTEST, settings.acquireTimeout().dividedBy(40), FAST_ENOUGH);
        this.sampledNanos = nanoTime.getAsLong() - SLOWEST.toNanos();
        this.usedNanos = nanoTime.getAsLong();
        this.thread = new MonitorThread(PoolThread.called(settings.threadPrefix() + "watch"), new Rounds(), nanoTime);
    }

    private static long between(Duration least, Duration wanted, Duration most) {
        return Math.min(most.toNanos(), Math.max(least.toNanos(), wanted.toNanos()));
    }

    /** Whether a use of the pool must {@link #wake} the monitor. One volatile read. */
    boolean asleep() {
        return thread.asleep();
    }

    /** The pool is used. */
    void wake() {
        thread.wake();
    }

    /** A caller is about to queue, perhaps with less patience than callers of this pool have as a rule. */
    void callerQueues() {
        if (unhurried) {
            unhurried = false;
            called = true;
            thread.poke();
        }
    }

    /** A caller fails for want of a connection, after so long a wait. What there is to tell it why. */
    Optional<Report> callerFailed(long waitedNanos) {
        episodes.callerFailed(nanoTime.getAsLong(), waitedNanos);
        if (!episodes.underWay()) {
            thread.poke();
        }
        return reports.forFailure();
    }

    /** A report that is thrown away, so that the first caller that fails does not wait for its classes to be loaded. */
    Report rehearsal() {
        return explainer.outline();
    }

    /** What there is to tell a caller whose failure says nothing about the pool. */
    Optional<Report> known() {
        return pool.closed() ? reports.ofClosed() : reports.forFailure();
    }

    /** Who holds which connection, longest held first. */
    List<Holder> holders() {
        return holders.now();
    }

    /** A report as of now. Blocks for as long as PostgreSQL is asked, 1.5 s at the most. */
    Report explain() {
        asked = true;
        thread.wake();
        return explainer.explain(episodes.lately(nanoTime.getAsLong()) || pressing(pool.queue(0)));
    }

    /** Ends the monitor, and the episode that is under way. Blocks for half a second at the most. */
    @Override
    public void close() {
        thread.close();
        server.close();
    }

    private static boolean pressing(ObservedPool.Queue queue) {
        return queue.waits()
                && (queue.longest().compareTo(LONG_WAIT) >= 0
                        || queue.longest().compareTo(queue.patience().dividedBy(4)) >= 0);
    }

    private static boolean halfway(ObservedPool.Queue queue) {
        return queue.waits() && queue.longest().compareTo(queue.patience().dividedBy(2)) >= 0;
    }

    /** What the thread does. */
    private final class Rounds implements MonitorThread.Rounds {
        @Override
        public long round() {
            unhurried = true;
            boolean expected = called;
            called = false;
            long now = nanoTime.getAsLong();
            ObservedPool.Queue queue = pool.queue(0);
            boolean failing = episodes.failing(now);
            boolean pressed = failing || pressing(queue);
            callSites.underPressure(pressed);
            look(now, pressed ? calmNanos : SLOWEST.toNanos());
            if (failing || halfway(queue)) {
                // Of a pool that has just been closed there is nothing to be learnt about those who failed before.
                Report report = pool.closed() ? reports.latest() : reports.keepReady();
                if (failing) {
                    episodes.round(nanoTime.getAsLong(), report);
                }
            } else if (!pressed) {
                reports.forget();
            } else {
                prepare();
            }
            if (failing || queue.count() > 0) {
                unhurried = false;
                return pressedNanos;
            }
            if (expected) {
                return pressedNanos;
            }
            return Math.abs(now - usedNanos) <= UNUSED.toNanos() ? calmNanos : sleep();
        }

        /** The session for the question is opened early, and the question put late: it cannot be repeated soon. */
        private void prepare() {
            if (explainer.exhausted()) {
                server.prepare();
            }
        }

        /** Takes a sample and looks for leaks, if so much time has passed since it was done last. */
        private void look(long now, long intervalNanos) {
            if (Math.abs(now - sampledNanos) < intervalNanos) {
                return;
            }
            sampledNanos = now;
            PoolSample sample = pool.now();
            blackBox.add(sample);
            if (used(sample) || asked) {
                usedNanos = now;
            }
            asked = false;
            startedBefore = sample.started();
            leaks.round();
            server.closeIfIdle();
        }

        private boolean used(PoolSample sample) {
            return sample.started() != startedBefore || sample.active() > 0 || sample.waiting() > 0;
        }

        private long sleep() {
            server.close();
            return 0;
        }

        @Override
        public boolean inUse() {
            return asked || used(pool.now());
        }

        @Override
        public void last() {
            episodes.close(nanoTime.getAsLong(), reports::latest);
            reports.forget();
        }
    }
}
