package dev.dbpool.internal.monitor;

import dev.dbpool.internal.backend.BackendView;
import dev.dbpool.internal.backend.ServerReading;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.diagnosis.Diagnosis;
import dev.dbpool.internal.diagnosis.Evidence;
import dev.dbpool.internal.diagnosis.Evidence.Connecting;
import dev.dbpool.internal.diagnosis.Evidence.Tasks;
import dev.dbpool.internal.factory.ConnectFault;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.monitor.Holders.Lease;
import dev.dbpool.internal.monitor.ThreadSurvey.Survey;
import dev.dbpool.internal.stack.ActivityReader;
import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import dev.dbpool.report.Activity;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.PoolSample;
import dev.dbpool.report.Report;
import dev.dbpool.report.ServerView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Makes reports: collects what is known at this instant and has it diagnosed. Thread-safe. Reading the stacks of a hundred holders takes some milliseconds.
 */
final class Explainer {
    /** Among the queue a holder is looked for this far: one who waits for a second connection came early. */
    static final int MOST_QUEUED = 2_000;

    private static final String ROOM =
            "not all connections are in use, so there was no need to ask PostgreSQL about them";

    private final PoolSettings settings;
    private final ObservedPool pool;
    private final ConnectionFactory factory;
    private final Holders holders;
    private final BackendView server;
    private final ActivityReader activities;
    private final BlackBox blackBox;
    private final LongSupplier nanoTime;

    Explainer(
            PoolSettings settings,
            ObservedPool pool,
            ConnectionFactory factory,
            Holders holders,
            BackendView server,
            ActivityReader activities,
            BlackBox blackBox,
            LongSupplier nanoTime) {
        this.settings = settings;
        this.pool = pool;
        this.factory = factory;
        this.holders = holders;
        this.server = server;
        this.activities = activities;
        this.blackBox = blackBox;
        this.nanoTime = nanoTime;
    }

    /** Everything, with the live stacks of those who hold and of some who wait. Blocks while PostgreSQL is asked. */
    Report explain(boolean troubled) {
        read(holders.leases());
        // Its answer took time, perhaps a second: who holds now? The same question again is answered from memory.
        List<Lease> leases = holders.leases();
        ServerReading reading = read(leases);
        return report(leases, reading.server(), reading.sessions(), troubled, true);
    }

    /**
     * The same, asking PostgreSQL only if all connections are in use. As long as the pool grows, a question would be
     * about too few of them, and could not be put again for some seconds; and the session for it might take the place
     * of one that the pool needs.
     */
    Report explainTrouble() {
        return exhausted() ? explain(true) : report(holders.leases(), ServerView.notAsked(ROOM), Map.of(), true, true);
    }

    /** Whether all connections are in use. */
    boolean exhausted() {
        PoolSample now = pool.now();
        return now.active() >= now.max();
    }

    /** What PostgreSQL says about the backends of these. Blocks while it is asked, if it is time to. */
    ServerReading read(List<Lease> leases) {
        if (factory.fault().filter(why -> why.reason().permanent()).isPresent()) {
            // The factory tries a rejected password seldom, so that no account is locked; here it must not be tried,
            // too.
            ServerView refused = ServerView.notAsked("PostgreSQL refuses the user or does not know the database");
            return new ServerReading(refused, Map.of());
        }
        return server.read(Holders.backends(leases));
    }

    /**
     * What can be told at once: no stack is read and nobody is asked. The calling thread, which just
     * failed, counts as one who waits.
     */
    Report outline() {
        ServerView notAsked = ServerView.notAsked("there was no time to ask PostgreSQL");
        return report(holders.leases(), notAsked, Map.of(), true, false);
    }

    private Report report(
            List<Lease> leases,
            ServerView server,
            Map<Integer, BackendSession> sessions,
            boolean troubled,
            boolean readStacks) {
        PoolSample now = pool.now();
        ObservedPool.Queue queue = pool.queue(MOST_QUEUED);
        if (!readStacks) {
            queue = queue.with(Thread.currentThread());
        }
        Survey survey = readStacks
                ? new ThreadSurvey(activities, queue, pool).collect(leases, sessions)
                : unread(leases, queue);
        Optional<Connecting> connecting = connecting();
        List<PoolSample> history = new ArrayList<>(blackBox.samples());
        history.add(now);
        // Callers may have failed a moment ago, and by now nobody waits and there is room.
        boolean lasts = queue.count() > 0 || now.active() >= now.max() || connecting.isPresent();
        Evidence evidence = new Evidence(
                survey.held(),
                survey.waiting(),
                server,
                connecting,
                history,
                troubled && lasts,
                pool.closed(),
                survey.tasks(),
                settings.acquireTimeout(),
                settings.leakThreshold());
        return new Report(
                settings.service(),
                settings.poolName(),
                now.at(),
                Diagnosis.of(evidence),
                now,
                survey.held(),
                survey.waiting(),
                server,
                connecting.map(Explainer::sentence),
                pool.admission(),
                history);
    }

    /** That a thread waits in the queue, or has ended, is known without its stack. */
    private static Survey unread(List<Lease> leases, ObservedPool.Queue queue) {
        Set<Thread> queued = queue.threads();
        List<HeldConnection> held = leases.stream()
                .limit(Report.MOST_HELD)
                .map(lease -> new HeldConnection(
                        lease.holder(), unread(lease.holding().borrower(), queued), Optional.empty()))
                .toList();
        return new Survey(held, queue.waiting(caller -> List.of()), Tasks.NONE);
    }

    private static Activity unread(Thread borrower, Set<Thread> queued) {
        Activity.Kind kind = queued.contains(borrower)
                ? Activity.Kind.WAITING_FOR_CONNECTION
                : borrower.isAlive() ? Activity.Kind.UNKNOWN : Activity.Kind.GONE;
        return new Activity(kind, Optional.empty(), List.of());
    }

    private Optional<Connecting> connecting() {
        Optional<ConnectFault> fault = factory.currentFault();
        Duration inFlight = Duration.ofNanos(factory.inFlightNanos());
        if (fault.isEmpty() && inFlight.isZero()) {
            return Optional.empty();
        }
        return Optional.of(new Connecting(
                fault.map(ConnectFault::reason),
                fault.map(why -> OneLine.of(why.message(), OneLine.TEXT)).orElse(""),
                fault.map(why -> Duration.ofNanos(Math.max(0, nanoTime.getAsLong() - why.atNanos())))
                        .orElse(Duration.ZERO),
                inFlight));
    }

    private static String sentence(Connecting connecting) {
        String failed = connecting
                .failure()
                .map(reason -> "The last attempt to open a session failed "
                        + Amount.time(connecting.failedAgo()) + " ago (" + reason.label() + "): "
                        + connecting.message() + ".")
                .orElse("");
        String underWay = connecting.inFlightFor().isZero()
                ? ""
                : "An attempt to open a session has been under way for " + Amount.time(connecting.inFlightFor()) + ".";
        return (failed + " " + underWay).strip();
    }
}
