package dev.dbpool.internal.report;

import dev.dbpool.report.Activity;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import dev.dbpool.report.Waiting.Caller;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All connections are in use, and holders wait for a further one: themselves, or because they wait for a lock whose
 * owner waits for a connection, or for a task that does.
 */
final class SelfDeadlock implements Cause {
    private final Situation situation;
    private final boolean possible;
    private final Set<Long> waitingThreads;
    private final List<Caller> tasks;

    SelfDeadlock(Situation situation) {
        this.situation = situation;
        this.possible = situation.exhausted() && situation.somebodyWaits();
        List<Caller> callers = situation.evidence().waiting().callers();
        this.waitingThreads = callers.stream().map(Caller::threadId).collect(Collectors.toSet());
        this.tasks = TaskOrigins.tasksOf(situation.holds(), callers);
    }

    @Override
    public boolean explains(Suspect hold) {
        if (!possible) {
            return false;
        }
        return switch (hold.doing()) {
            case WAITING_FOR_CONNECTION -> !Leak.forgotten(hold, situation);
            case WAITING_FOR_LOCK -> waitsForWaiter(hold);
            case WAITING_FOR_THREAD -> waitsForWaiter(hold) || waitsForTask(hold);
            default -> false;
        };
    }

    private boolean waitsForWaiter(Suspect hold) {
        return hold.held()
                .activity()
                .waitsForThread()
                .filter(waitingThreads::contains)
                .isPresent();
    }

    /** Whether a future will ever be completed cannot be seen. That nothing moves, and who waits, can. */
    private boolean waitsForTask(Suspect hold) {
        return !tasks.isEmpty() && !situation.moving() && hold.idle();
    }

    @Override
    public Finding conclude(Explained explained) {
        return explained.finding(
                Verdict.SELF_DEADLOCK,
                summary(explained),
                evidence(explained),
                "Do not acquire a connection, nor wait for a task that acquires one, while holding one: pass the"
                        + " connection on (in Spring, no REQUIRES_NEW inside a transaction). Until then, raise"
                        + " maxConnections above the number of threads that do so");
    }

    private static String summary(Explained explained) {
        Set<Long> threads = new HashSet<>();
        explained.holds().forEach(hold -> threads.add(hold.holder().threadId()));
        Suspect longest = explained.longest();
        String held = explained.connections() + " " + explained.are() + " held by ";
        if (explained.count(hold -> hold.doing() == Activity.Kind.WAITING_FOR_CONNECTION) > 0) {
            return threads.size() == 1
                    ? held + "thread \"" + Explained.shortName(longest) + "\", which waits for a further one at "
                            + Explained.place(longest)
                    : held + threads.size() + " threads that wait for a further one themselves, such as at "
                            + Explained.place(longest);
        }
        return held + "threads that wait for others, which wait for a connection of this pool, such as at "
                + Explained.place(longest);
    }

    private List<String> evidence(Explained explained) {
        List<String> lines = new ArrayList<>(explained.lines());
        if (explained.count(hold -> hold.doing() == Activity.Kind.WAITING_FOR_THREAD) > 0) {
            tasks.stream()
                    .limit(2)
                    .map(task -> "thread \"" + task.threadName() + "\" waits for a connection in a task of "
                            + task.frames().get(task.frames().size() - 1))
                    .forEach(lines::add);
            lines.add("no connection came free while callers waited");
        }
        return lines;
    }
}
