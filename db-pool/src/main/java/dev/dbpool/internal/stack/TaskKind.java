package dev.dbpool.internal.stack;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The ways in which one thread has another do something and waits for it. Java does not say which thread will complete
 * a future, but it shows on either stack that it is about a future: on that of who waits, and on that of who works.
 */
public enum TaskKind {
    FUTURE(
            List.of(
                    "java.util.concurrent.FutureTask",
                    "java.util.concurrent.AbstractExecutorService",
                    "java.util.concurrent.ExecutorCompletionService",
                    "java.util.concurrent.ThreadPerTaskExecutor"),
            List.of("java.util.concurrent.FutureTask", "java.util.concurrent.ThreadPerTaskExecutor")),
    COMPLETABLE_FUTURE(
            List.of("java.util.concurrent.CompletableFuture"), List.of("java.util.concurrent.CompletableFuture")),
    FORK_JOIN(
            List.of("java.util.concurrent.ForkJoinTask", "java.util.concurrent.ForkJoinPool"),
            List.of("java.util.concurrent.ForkJoinTask")),
    STRUCTURED(
            List.of("java.util.concurrent.StructuredTaskScope", "java.util.concurrent.StructuredTaskScopeImpl"),
            List.of("java.util.concurrent.StructuredTaskScope", "java.util.concurrent.StructuredTaskScopeImpl")),
    REACTOR(List.of("reactor.core.publisher"), List.of("reactor.core.scheduler")),
    COROUTINE(List.of("kotlinx.coroutines"), List.of("kotlinx.coroutines")),
    /** A virtual thread that is joined; of a platform thread the JVM says by whom. */
    VIRTUAL_THREAD(List.of("java.lang.Thread"), List.of("java.lang.VirtualThread"));

    private final FramePrefixes waiting;
    private final FramePrefixes working;

    TaskKind(List<String> waiting, List<String> working) {
        this.waiting = new FramePrefixes(waiting);
        this.working = new FramePrefixes(working);
    }

    /** What a thread waits for that has these frames above the innermost one of the application. */
    static Optional<TaskKind> awaited(List<StackTraceElement> above) {
        return Arrays.stream(values())
                .filter(way -> above.stream().anyMatch(frame -> way.waiting.cover(frame.getClassName())))
                .findFirst();
    }

    /** As what a thread with this stack was told to do what it does; several if one is built upon another. */
    static Set<TaskKind> worked(StackTraceElement[] stack) {
        Set<TaskKind> ways = EnumSet.noneOf(TaskKind.class);
        for (TaskKind way : values()) {
            if (Arrays.stream(stack).anyMatch(frame -> way.working.cover(frame.getClassName()))) {
                ways.add(way);
            }
        }
        return ways;
    }
}
