package dev.dbpool.internal.report;

import dev.dbpool.internal.diagnosis.Evidence.Tasks;
import dev.dbpool.internal.report.Holders.Lease;
import dev.dbpool.internal.report.Line.Queued;
import dev.dbpool.internal.stack.ActivityReader;
import dev.dbpool.internal.stack.Delegation;
import dev.dbpool.internal.stack.Look;
import dev.dbpool.report.Activity;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.Report;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at the threads that hold and at some of those that wait. For one report. */
final class Stacks {
    private final ActivityReader activities;
    private final Line.Queue queue;
    private final Line line;
    private final Set<Thread> queued;

    Stacks(ActivityReader activities, Line.Queue queue, Line line) {
        this.activities = activities;
        this.queue = queue;
        this.line = line;
        this.queued = queue.threads();
    }

    Collected collect(List<Lease> leases, Map<Integer, BackendSession> sessions) {
        Map<Long, Delegation> awaited = new HashMap<>();
        List<HeldConnection> held = new ArrayList<>();
        for (Lease lease : leases.subList(0, Math.min(leases.size(), Report.MOST_HELD))) {
            Look look = look(lease.holding().borrower());
            if (lease.session().holding() != lease.holding()) {
                // Returned meanwhile: what its thread does now has nothing to do with it.
                continue;
            }
            look.awaits().ifPresent(kind -> awaited.put(lease.holder().threadId(), kind));
            held.add(new HeldConnection(
                    lease.holder(),
                    joining(look),
                    Optional.ofNullable(sessions.get(lease.holder().backendPid()))));
        }
        Map<Long, Set<Delegation>> worked = new HashMap<>();
        return new Collected(held, queue.waiting(caller -> frames(caller, worked)), new Tasks(awaited, worked));
    }

    private Look look(Thread borrower) {
        Look look = activities.look(borrower, queued.contains(borrower));
        // It may have come to the queue after that was read: then it is in a gate now, and in this one.
        return look.atGate()
                        && !queued.contains(borrower)
                        && line.queue(Explainer.MOST_QUEUED).threads().contains(borrower)
                ? activities.look(borrower, true)
                : look;
    }

    /** A thread's end is waited for by its monitor; whose that is can be told of those who wait here. */
    private Activity joining(Look look) {
        Activity activity = look.activity();
        if (look.joins().isEmpty()) {
            return activity;
        }
        Optional<Long> joined = queue.callers().stream()
                .map(Queued::thread)
                .filter(thread ->
                        System.identityHashCode(thread) == look.joins().getAsInt())
                .map(Holders::id)
                .findFirst();
        return joined.isEmpty() ? activity : new Activity(activity.kind(), activity.where(), activity.frames(), joined);
    }

    private List<String> frames(Thread caller, Map<Long, Set<Delegation>> worked) {
        Look look = activities.look(caller, true);
        worked.put(Holders.id(caller), look.works());
        return look.activity().frames();
    }
}
