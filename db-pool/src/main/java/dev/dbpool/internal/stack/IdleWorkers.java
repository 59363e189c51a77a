package dev.dbpool.internal.stack;

import java.util.Set;

/** The places in which the workers of the usual executors and servers wait for their next task. */
final class IdleWorkers {
    private static final Set<String> METHODS = Set.of(
            "java.util.concurrent.ThreadPoolExecutor.getTask",
            "java.util.concurrent.ForkJoinPool.awaitWork",
            "java.util.TimerThread.mainLoop",
            "org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask",
            "org.eclipse.jetty.util.thread.QueuedThreadPool.idleJobPoll",
            "org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll",
            "org.eclipse.jetty.util.thread.ReservedThreadExecutor$ReservedThread.reservedWait",
            "org.jboss.threads.EnhancedQueueExecutor$PoolThreadNode.park",
            "org.jboss.threads.EnhancedQueueExecutor$ThreadBody.doRunTask",
            "org.quartz.simpl.SimpleThreadPool$WorkerThread.run",
            "io.netty.channel.nio.NioEventLoop.select",
            "io.netty.channel.nio.NioIoHandler.select",
            "io.netty.channel.epoll.Native.epollWait",
            "io.netty.util.concurrent.SingleThreadEventExecutor.takeTask",
            "kotlinx.coroutines.scheduling.CoroutineScheduler$Worker.park",
            "cats.effect.unsafe.WorkerThread.park");

    /** These run tasks above themselves; they are idle where they wait by themselves. */
    private static final Set<String> WITHOUT_TASK_ABOVE = Set.of(
            "org.jboss.threads.EnhancedQueueExecutor$ThreadBody.doRunTask",
            "org.quartz.simpl.SimpleThreadPool$WorkerThread.run");

    private IdleWorkers() {}

    /** Whether the frames above the first of the application show a worker without a task. */
    static boolean shownBy(StackTraceElement frame, boolean applicationOnStack) {
        String method = frame.getClassName() + "." + frame.getMethodName();
        return METHODS.contains(method) && !(applicationOnStack && WITHOUT_TASK_ABOVE.contains(method));
    }
}
