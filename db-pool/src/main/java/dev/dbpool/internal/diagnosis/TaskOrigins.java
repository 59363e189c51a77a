package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.stack.TaskKind;
import dev.dbpool.report.Activity;
import dev.dbpool.report.Waiting.Caller;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which of the waiting callers look like tasks that holders wait for. Java does not say which thread will complete a
 * future, but three things together say enough. The stack of the caller shows the kind of task that the holder's shows
 * to wait for: who waits for a latch, or for an answer by HTTP, waits for no such task. The task runs in another place
 * than requests do: the outermost frame of the application on its stack is not that of any holder. And it is mostly a
 * lambda or inner class of the code that submitted it.
 *
 * <p>A thread that has several connections and waits for tasks is no such holder: it collects connections.
 */
final class TaskOrigins {
    private final Map<Long, TaskKind> awaited;
    private final Map<Long, Set<TaskKind>> worked;
    private final List<Caller> callers;
    private final Set<String> roots = new HashSet<>();
    private final Map<Long, Long> holdsByThread;
    private final long waitingForFutures;

    TaskOrigins(WeighedEvidence situation) {
        Evidence evidence = situation.evidence();
        this.awaited = evidence.tasks().awaited();
        this.worked = evidence.tasks().worked();
        this.callers = evidence.waiting().callers();
        this.holdsByThread = situation.holds().stream()
                .collect(Collectors.groupingBy(hold -> hold.holder().threadId(), Collectors.counting()));
        this.waitingForFutures = situation.holds().stream()
                .filter(hold -> awaited.get(hold.holder().threadId()) == TaskKind.COMPLETABLE_FUTURE)
                .count();
        situation
                .holds()
                .forEach(hold ->
                        outermost(hold.held().activity().frames()).ifPresent(frame -> roots.add(method(frame))));
    }

    /** The callers of whom one may be the task that this holder waits for; none if it waits for something else. */
    List<Caller> tasksOf(Hold hold) {
        TaskKind kind = awaited.get(hold.holder().threadId());
        if (kind == null
                || hold.doing() != Activity.Kind.WAITING_FOR_THREAD
                || holdsByThread.getOrDefault(hold.holder().threadId(), 0L) > 1) {
            return List.of();
        }
        Set<String> classes = hold.held().activity().frames().stream()
                .map(TaskOrigins::topLevelClass)
                .collect(Collectors.toSet());
        List<Caller> tasks = callers.stream()
                .filter(caller ->
                        worked.getOrDefault(caller.threadId(), Set.of()).contains(kind))
                .filter(caller -> outermost(caller.frames())
                        .filter(frame -> !roots.contains(method(frame)) && classes.contains(topLevelClass(frame)))
                        .isPresent())
                .toList();
        return plentiful(kind, tasks) ? tasks : List.of();
    }

    /** A CompletableFuture may stand for anything, such as an answer by HTTP: then there are not as many tasks. */
    private boolean plentiful(TaskKind kind, List<Caller> tasks) {
        return kind != TaskKind.COMPLETABLE_FUTURE || 2L * tasks.size() >= waitingForFutures;
    }

    private static Optional<String> outermost(List<String> frames) {
        return frames.isEmpty() ? Optional.empty() : Optional.of(frames.get(frames.size() - 1));
    }

    /** {@code com.shop.OrderService.lambda$checkout$0} of {@code com.shop.OrderService.lambda$checkout$0(File:8)}. */
    static String method(String frame) {
        int end = frame.indexOf('(');
        return end < 0 ? frame : frame.substring(0, end);
    }

    private static String topLevelClass(String frame) {
        String method = method(frame);
        int dot = method.lastIndexOf('.');
        String type = dot < 0 ? method : method.substring(0, dot);
        int nested = type.indexOf('$');
        return nested < 0 ? type : type.substring(0, nested);
    }
}
