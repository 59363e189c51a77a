package dev.dbpool.internal.stack;

import java.util.List;

/** What a thread that does not run waits for, by the frames of whatever made it wait. */
final class Waits {
    private static final FramePrefixes FOR_THREADS = new FramePrefixes(List.of(
            "java.util.concurrent.FutureTask",
            "java.util.concurrent.CompletableFuture",
            "java.util.concurrent.ForkJoinTask",
            "java.util.concurrent.ForkJoinPool",
            "java.util.concurrent.CountDownLatch",
            "java.util.concurrent.CyclicBarrier",
            "java.util.concurrent.Phaser",
            "java.util.concurrent.Exchanger",
            "java.util.concurrent.StructuredTaskScope",
            "java.util.concurrent.StructuredTaskScopeImpl",
            "java.util.concurrent.AbstractExecutorService",
            "java.util.concurrent.ThreadPoolExecutor",
            "java.util.concurrent.ThreadPerTaskExecutor",
            "java.util.concurrent.ExecutorCompletionService",
            "java.util.concurrent.SynchronousQueue",
            "java.util.concurrent.LinkedBlockingQueue",
            "java.util.concurrent.LinkedBlockingDeque",
            "java.util.concurrent.LinkedTransferQueue",
            "java.util.concurrent.ArrayBlockingQueue",
            "java.util.concurrent.PriorityBlockingQueue",
            "java.util.concurrent.DelayQueue",
            "jdk.internal.misc.ThreadFlock",
            "com.google.common.util.concurrent",
            "io.netty.util.concurrent",
            "io.reactivex",
            "reactor.core",
            "io.vertx.core",
            "kotlinx.coroutines",
            "scala.concurrent",
            "cats.effect",
            "zio"));

    private static final FramePrefixes FOR_LOCKS =
            new FramePrefixes(List.of("java.util.concurrent.locks", "java.util.concurrent.Semaphore"));

    /** Every lock parks by this, and so does who waits for nobody. */
    private static final FramePrefixes PARKING = new FramePrefixes(List.of("java.util.concurrent.locks.LockSupport"));

    private Waits() {}

    static boolean sleep(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Thread")
                && frame.getMethodName().startsWith("sleep");
    }

    static boolean join(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Thread")
                && frame.getMethodName().startsWith("join");
    }

    static boolean forThread(StackTraceElement frame) {
        return FOR_THREADS.cover(frame.getClassName())
                || frame.getClassName().equals("java.lang.Object")
                || join(frame);
    }

    /** A condition belongs to a lock, but who waits for it waits for a thread. */
    static boolean forCondition(StackTraceElement frame) {
        return frame.getClassName().endsWith("$ConditionObject");
    }

    static boolean forLock(StackTraceElement frame) {
        return FOR_LOCKS.cover(frame.getClassName()) && !PARKING.cover(frame.getClassName());
    }
}
