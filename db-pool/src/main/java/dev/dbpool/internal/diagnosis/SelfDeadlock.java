package dev.dbpool.internal.diagnosis;

import dev.dbpool.report.Activity;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import dev.dbpool.report.Waiting.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All connections are in use, and holders wait for a further one: themselves, or because they wait for a lock whose
 * owner waits for a connection, or for a task that does.
 */
final class SelfDeadlock implements Cause {
    private final WeighedEvidence situation;
    private final boolean possible;
    private final Set<Long> waitingThreads;
    private final TaskOrigins tasks;
    private final ForgottenHolds forgotten;

    SelfDeadlock(WeighedEvidence situation) {
        this.situation = situation;
        this.possible = situation.exhausted() && situation.somebodyWaits();
        List<Caller> callers = situation.evidence().waiting().callers();
        this.waitingThreads = callers.stream().map(Caller::threadId).collect(Collectors.toSet());
        this.tasks = new TaskOrigins(situation);
        this.forgotten = new ForgottenHolds(situation);
    }

    @Override
    public boolean explains(Hold hold) {
        if (!possible) {
            return false;
        }
        return switch (hold.doing()) {
            case WAITING_FOR_CONNECTION -> !forgotten.contain(hold);
            case WAITING_FOR_LOCK -> waitsForWaiter(hold);
            case WAITING_FOR_THREAD -> waitsForWaiter(hold) || waitsForTask(hold);
            default -> false;
        };
    }

    private boolean waitsForWaiter(Hold hold) {
        return hold.held()
                .activity()
                .waitsForThread()
                .filter(waitingThreads::contains)
                .isPresent();
    }

    /**
     * Whether a future will ever be completed cannot be seen. That the connection is unused, and that a task of the
     * holders has waited in vain since it was acquired, can.
     */
    private boolean waitsForTask(Hold hold) {
        return hold.idle()
                && tasks.tasksOf(hold).stream()
                        .anyMatch(task -> hold.heldAtLeast(
                                Durations.sane(task.waitedFor()).minus(situation.moment())));
    }

    @Override
    public Finding conclude(ExplainedHolds explained) {
        return explained.finding(
                Verdict.SELF_DEADLOCK,
                summary(explained),
                evidence(explained),
                "Use the connection that is held instead of acquiring another (Spring: no REQUIRES_NEW inside a"
                        + " transaction); until then, raise maxConnections above the number of threads that do this");
    }

    private static String summary(ExplainedHolds explained) {
        Hold longest = explained.longest();
        String holders = explained.connectionsAre() + " held by ";
        if (explained.count(hold -> hold.doing() == Activity.Kind.WAITING_FOR_CONNECTION) == 0) {
            return holders + "threads that wait for others, which wait for a connection of this pool" + at(longest);
        }
        long threads = explained.holds().stream()
                .map(hold -> hold.holder().threadId())
                .distinct()
                .count();
        return holders
                + (threads == 1
                        ? "thread \"" + Wording.threadName(longest) + "\", which waits for a further one"
                        : threads + " threads that wait for a further one")
                + at(longest);
    }

    /** Where it waits, and where what it holds was acquired. */
    private static String at(Hold hold) {
        return hold.held()
                        .activity()
                        .where()
                        .map(frame -> " at " + Wording.frame(frame))
                        .orElse("")
                + hold.holder()
                        .callSite()
                        .map(frame -> ", holding what was acquired at " + Wording.frame(frame))
                        .orElse("");
    }

    private List<String> evidence(ExplainedHolds explained) {
        List<String> lines = new ArrayList<>();
        if (explained.count(hold -> hold.doing() == Activity.Kind.WAITING_FOR_THREAD) > 0) {
            explained.holds().stream()
                    .flatMap(hold -> tasks.tasksOf(hold).stream())
                    .distinct()
                    .limit(2)
                    .map(task -> "thread \"" + Wording.shortName(task.threadName())
                            + "\" waits for a connection in a task of "
                            + Wording.frame(task.frames().get(task.frames().size() - 1)))
                    .forEach(lines::add);
        }
        return lines;
    }
}
