package dev.dbpool.internal.monitor;

import dev.dbpool.internal.backend.ServerReading;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.factory.PhysicalConnection.Holding;
import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.internal.monitor.Holders.Lease;
import dev.dbpool.internal.stack.ActivityReader;
import dev.dbpool.report.Activity;
import dev.dbpool.report.Activity.Kind;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.Holder;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for connections that nobody will give back: held for longer than the threshold by a thread that has ended, or
 * was seen to be back among the idle workers of its executor, while PostgreSQL says that nothing is done on them.
 *
 * <p>Not suspected, however long they are held: a connection on which a statement runs, or has run lately (it was handed
 * to another thread), and one whose borrower is inside application code, be it asleep or in an HTTP call: that is a long
 * hold, and reports name it so. A worker that is busy whenever it is looked at could be either, and is suspected only
 * once it was seen idle.
 *
 * <p>For the monitor's thread.
 */
final class Leaks {
    private static final Logger LOG = LoggerFactory.getLogger(Leaks.class);

    /** Holds that are looked at; the oldest come first. */
    private static final int MOST_WATCHED = 100;

    /** A hold that PostgreSQL showed to be in use is not judged again for so long. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** PostgreSQL's answer may be so old. */
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);

    /** An answer by which a connection may be taken away is no older. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** How long one session may take to show that it is gone. */
    private static final long LONGEST_PROBE_NANOS = Duration.ofMillis(250).toNanos();

    /** Holds that are looked at, by identity; those that have ended are dropped in the next round. */
    private final IdentityHashMap<Holding, Watched> watched = new IdentityHashMap<>();

    private final Holders holders;
    private final ActivityReader activities;
    private final Explainer explainer;
    private final Duration threshold;
    private final Duration lookFrom;
    private final Duration pause;
    private final boolean reclaims;
    private final MonitorListener listener;
    private final LeakSuspects suspects;

    Leaks(
            Holders holders,
            ActivityReader activities,
            Explainer explainer,
            PoolSettings settings,
            MonitorListener listener,
            LeakSuspects suspects) {
        this.holders = holders;
        this.activities = activities;
        this.explainer = explainer;
        this.threshold = settings.leakThreshold();
        this.lookFrom = threshold.dividedBy(2);
        this.pause = lookFrom.compareTo(SHORTEST_PAUSE) < 0
                ? SHORTEST_PAUSE
                : lookFrom.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : lookFrom;
        this.listener = listener;
        this.reclaims = settings.reclaimLeaks();
        this.suspects = suspects;
    }

    /**
     * A hold that is probably a leak. Immutable; texts are safe to print.
     *
     * @param holder who has the connection
     * @param activity what that thread is doing
     * @param session what PostgreSQL says about the backend, if it could be asked
     */
    record Suspect(Holder holder, Activity activity, Optional<BackendSession> session) {}

    /** A long hold, and what was found out about it so far. */
    private static final class Watched {
        private Lease lease;
        private Activity activity = new Activity(Kind.UNKNOWN, Optional.empty(), List.of());
        private boolean idle;
        private boolean seenIdle;
        private boolean suspected;
        private boolean reclaimed;

        /** How long it was held when it was judged last. */
        private @Nullable Duration judgedWhenHeld;

        Watched(Lease lease) {
            this.lease = lease;
        }

        Duration heldFor() {
            return lease.holder().heldFor();
        }

        int backendPid() {
            return lease.holder().backendPid();
        }
    }

    /** Looks at the long holds. Blocks for as long as PostgreSQL is asked about candidates. */
    void round() {
        forgetReturned();
        List<Lease> leases = holders.leases();
        leases.stream()
                .limit(MOST_WATCHED)
                .takeWhile(lease -> lease.holder().heldFor().compareTo(lookFrom) >= 0)
                .forEach(this::look);
        List<Watched> candidates =
                watched.values().stream().filter(this::dueForJudgement).toList();
        if (!candidates.isEmpty()) {
            ServerReading reading = explainer.read(leases);
            candidates.forEach(each -> judge(each, reading));
        }
        suspects.set(watched.values().stream()
                .filter(each -> each.suspected)
                .map(each -> each.lease)
                .toList());
    }

    private void forgetReturned() {
        List<Watched> returned =
                watched.values().stream().filter(each -> !each.lease.held()).toList();
        // First all are forgotten, then it is told: a listener that throws must not hear of the same ones for ever.
        returned.forEach(each -> watched.remove(each.lease.holding()));
        returned.stream()
                .filter(each -> each.suspected && !each.reclaimed)
                .forEach(each -> listener.leakRecovered(each.lease.holder()));
    }

    private void look(Lease lease) {
        Watched each = watched.computeIfAbsent(lease.holding(), first -> new Watched(lease));
        each.lease = lease;
        if (!each.suspected || reclaims) {
            each.activity = activities.of(lease.holding().borrower(), false);
            each.idle = each.activity.kind() == Kind.GONE || each.activity.kind() == Kind.IDLE_IN_EXECUTOR;
            each.seenIdle |= each.idle;
        }
    }

    private boolean dueForJudgement(Watched each) {
        return each.seenIdle
                && !each.reclaimed
                && (!each.suspected || reclaims)
                && each.heldFor().compareTo(threshold) >= 0
                && (each.judgedWhenHeld == null
                        || each.heldFor().minus(each.judgedWhenHeld).compareTo(pause) >= 0);
    }

    /**
     * If PostgreSQL does not say, it is asked once more, for it may just be busy. If it does not say then either, the
     * stack decides; but never to take a connection away: that takes a thread that is away at this moment, and an answer
     * that has just been given. A backend of which PostgreSQL says nothing may have ended: then the session itself is
     * asked.
     */
    private void judge(Watched each, ServerReading reading) {
        Optional<BackendSession> session =
                Optional.ofNullable(reading.sessions().get(each.backendPid()));
        Duration before = each.judgedWhenHeld;
        boolean again = before != null;
        each.judgedWhenHeld = each.heldFor();
        boolean gone = reclaims
                && each.idle
                && session.isEmpty()
                && each.lease.session().gone(LONGEST_PROBE_NANOS);
        boolean unused = gone || session.map(this::unused).orElse(again && each.idle);
        // It may have come back since it was looked at, and its borrower have ended just then.
        if (!unused || !each.lease.held()) {
            return;
        }
        Suspect suspect = new Suspect(each.lease.holder(), each.activity, session);
        if (!each.suspected) {
            each.suspected = true;
            listener.leakSuspected(suspect);
        }
        if (reclaims && (gone || session.isPresent()) && each.idle) {
            if (gone || fresh(reading)) {
                reclaim(each, suspect);
            } else {
                // Only the answer is too old: judged again in each round, until PostgreSQL has been asked anew.
                each.judgedWhenHeld = before;
            }
        }
    }

    private static boolean fresh(ServerReading reading) {
        return reading.server().age().filter(age -> age.compareTo(FRESH) <= 0).isPresent();
    }

    private void reclaim(Watched each, Suspect suspect) {
        try {
            each.reclaimed = each.lease.holding() instanceof BorrowedConnection borrowed && borrowed.reclaim();
        } catch (RuntimeException failure) {
            each.reclaimed = true;
            LOG.warn("{} was taken back, and giving it up failed", each.lease.session(), failure);
        }
        if (each.reclaimed) {
            listener.leakReclaimed(suspect);
        }
    }

    private boolean unused(BackendSession session) {
        return !session.state().equals("active") && session.stateFor().compareTo(lookFrom) >= 0;
    }
}
