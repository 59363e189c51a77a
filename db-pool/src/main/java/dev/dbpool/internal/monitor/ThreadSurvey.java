package dev.dbpool.internal.monitor;

import dev.dbpool.internal.diagnosis.Evidence.Tasks;
import dev.dbpool.internal.monitor.Holders.Lease;
import dev.dbpool.internal.monitor.ObservedPool.Queued;
import dev.dbpool.internal.stack.ActivityReader;
import dev.dbpool.internal.stack.TaskKind;
import dev.dbpool.internal.stack.ThreadSnapshot;
import dev.dbpool.report.Activity;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.Report;
import dev.dbpool.report.Waiting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks at the threads that hold and at some of those that wait. For one report. */
final class ThreadSurvey {
    private final ActivityReader activities;
    private final ObservedPool.Queue queue;
    private final ObservedPool pool;
    private final Set<Thread> queued;

    ThreadSurvey(ActivityReader activities, ObservedPool.Queue queue, ObservedPool pool) {
        this.activities = activities;
        this.queue = queue;
        this.pool = pool;
        this.queued = queue.threads();
    }

    /**
     * What was found out about the threads that hold or wait.
     *
     * @param held the connections in use, with what their threads do
     * @param waiting the callers who wait
     * @param tasks who of them waits for a task, and who runs one
     */
    record Survey(List<HeldConnection> held, Waiting waiting, Tasks tasks) {
        Survey {
            held = List.copyOf(held);
        }
    }

    Survey collect(List<Lease> leases, Map<Integer, BackendSession> sessions) {
        Map<Long, TaskKind> awaited = new HashMap<>();
        List<HeldConnection> held = new ArrayList<>();
        for (Lease lease : leases.subList(0, Math.min(leases.size(), Report.MOST_HELD))) {
            ThreadSnapshot look = look(lease.holding().borrower());
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
        Map<Long, Set<TaskKind>> worked = new HashMap<>();
        return new Survey(held, queue.waiting(caller -> frames(caller, worked)), new Tasks(awaited, worked));
    }

    private ThreadSnapshot look(Thread borrower) {
        ThreadSnapshot look = activities.look(borrower, queued.contains(borrower));
        // It may have come to the queue after that was read: then it is in a gate now, and in this one.
        return look.atGate()
                        && !queued.contains(borrower)
                        && pool.queue(Explainer.MOST_QUEUED).threads().contains(borrower)
                ? activities.look(borrower, true)
                : look;
    }

    /** A thread's end is waited for by its monitor; whose that is can be told of those who wait here. */
    private Activity joining(ThreadSnapshot look) {
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

    private List<String> frames(Thread caller, Map<Long, Set<TaskKind>> worked) {
        ThreadSnapshot look = activities.look(caller, true);
        worked.put(Holders.id(caller), look.works());
        return look.activity().frames();
    }
}
