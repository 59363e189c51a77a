package dev.dbpool.internal.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.report.Activity;
import dev.dbpool.report.Activity.Kind;
import java.lang.Thread.State;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Stacks as thread dumps of services show them, innermost frame first, and what their threads are doing. */
class ActivityReaderTest {
    private static final String APP = "com.acme.shop.OrderService.checkout(OrderService.java:88)";
    private static final String PARK = "jdk.internal.misc.Unsafe.park java.util.concurrent.locks.LockSupport.park ";

    private final ActivityReader reader = new ActivityReader(new ApplicationFrames(List.of("com.acme.db")));

    private static Arguments stack(Kind kind, State state, String frames) {
        return Arguments.of(kind, state, frames);
    }

    static Stream<Arguments> stacks() {
        return Stream.of(
                stack(
                        Kind.IN_DRIVER,
                        State.RUNNABLE,
                        "sun.nio.ch.Net.poll sun.nio.ch.NioSocketImpl.park java.net.Socket$SocketInputStream.read"
                                + " org.postgresql.core.v3.QueryExecutorImpl.execute"
                                + " org.postgresql.jdbc.PgStatement.executeInternal"
                                + " com.zaxxer.hikari.pool.ProxyPreparedStatement.executeQuery"
                                + " dev.dbpool.internal.jdbc.DelegatingPreparedStatement.executeQuery"
                                + " org.hibernate.sql.exec.Executor.list com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.IN_DRIVER,
                        State.WAITING,
                        PARK + "java.util.concurrent.locks.ReentrantLock.lock org.postgresql.jdbc.ResourceLock.obtain"
                                + " org.postgresql.jdbc.PgStatement.execute com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.IN_OTHER_IO,
                        State.WAITING,
                        PARK + "java.util.concurrent.CompletableFuture$Signaller.block"
                                + " java.util.concurrent.CompletableFuture.waitingGet"
                                + " java.util.concurrent.CompletableFuture.get"
                                + " jdk.internal.net.http.HttpClientImpl.send"
                                + " jdk.internal.net.http.HttpClientFacade.send com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.IN_OTHER_IO,
                        State.RUNNABLE,
                        "sun.nio.ch.NioSocketImpl.read java.net.Socket$SocketInputStream.read okio.InputStreamSource.read"
                                + " okhttp3.RealCall.execute com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.IN_OTHER_IO,
                        State.RUNNABLE,
                        "java.net.SocketInputStream.socketRead0 sun.net.www.protocol.http.HttpURLConnection"
                                + ".getInputStream org.springframework.web.client.RestTemplate.execute"
                                + " com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.IN_OTHER_IO,
                        State.RUNNABLE,
                        "java.io.FileInputStream.readBytes java.io.FileInputStream.read"
                                + " com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.SLEEPING,
                        State.TIMED_WAITING,
                        "java.lang.Thread.sleep java.util.concurrent.TimeUnit.sleep com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.SLEEPING,
                        State.TIMED_WAITING,
                        "java.lang.VirtualThread.parkNanos java.lang.VirtualThread.sleepNanos java.lang.Thread.sleep"
                                + " com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.SLEEPING,
                        State.TIMED_WAITING,
                        "jdk.internal.misc.Unsafe.park java.util.concurrent.locks.LockSupport.parkNanos"
                                + " com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.WAITING_FOR_THREAD,
                        State.WAITING,
                        PARK + "java.util.concurrent.FutureTask.awaitDone java.util.concurrent.FutureTask.get"
                                + " com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.WAITING_FOR_THREAD,
                        State.WAITING,
                        PARK + "java.util.concurrent.locks.AbstractQueuedSynchronizer.acquire"
                                + " java.util.concurrent.CountDownLatch.await com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.WAITING_FOR_THREAD,
                        State.WAITING,
                        "java.lang.Object.wait java.lang.Thread.join com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.WAITING_FOR_THREAD,
                        State.WAITING,
                        PARK + "jdk.internal.misc.ThreadFlock.awaitAll"
                                + " java.util.concurrent.StructuredTaskScopeImpl.join com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.WAITING_FOR_THREAD,
                        State.TIMED_WAITING,
                        PARK + "java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.awaitNanos"
                                + " com.acme.shop.OrderService.checkout"),
                stack(
                        Kind.WAITING_FOR_LOCK,
                        State.WAITING,
                        PARK + "java.util.concurrent.locks.AbstractQueuedSynchronizer.acquire"
                                + " java.util.concurrent.locks.ReentrantLock.lock com.acme.shop.OrderService.checkout"),
                stack(Kind.WAITING_FOR_LOCK, State.BLOCKED, "com.acme.shop.OrderService.checkout"),
                stack(Kind.COMPUTING, State.RUNNABLE, "java.util.HashMap.put com.acme.shop.OrderService.checkout"));
    }

    @ParameterizedTest
    @MethodSource("stacks")
    void threadIsUnderstood(Kind kind, State state, String frames) {
        Activity activity = reader.of(trace(frames), state, false);

        assertThat(activity.kind()).isEqualTo(kind);
        assertThat(activity.where()).hasValue(APP);
    }

    @ParameterizedTest
    @MethodSource("idleWorkers")
    void workerWithoutTaskIsIdle(String frames) {
        Activity activity = reader.of(trace(frames), State.WAITING, false);

        assertThat(activity.kind()).isEqualTo(Kind.IDLE_IN_EXECUTOR);
        assertThat(activity.where()).isEmpty();
    }

    static Stream<String> idleWorkers() {
        return Stream.of(
                PARK + "java.util.concurrent.LinkedBlockingQueue.take java.util.concurrent.ThreadPoolExecutor.getTask"
                        + " java.util.concurrent.ThreadPoolExecutor.runWorker java.lang.Thread.run",
                PARK + "java.util.concurrent.ForkJoinPool.awaitWork java.util.concurrent.ForkJoinPool.runWorker",
                PARK + "org.apache.tomcat.util.threads.TaskQueue.take"
                        + " org.apache.tomcat.util.threads.ThreadPoolExecutor.getTask java.lang.Thread.run",
                "sun.nio.ch.EPoll.wait sun.nio.ch.SelectorImpl.select io.netty.channel.nio.NioEventLoop.select"
                        + " io.netty.channel.nio.NioEventLoop.run io.netty.util.concurrent.FastThreadLocalRunnable.run",
                PARK + "org.eclipse.jetty.util.BlockingArrayQueue.poll"
                        + " org.eclipse.jetty.util.thread.QueuedThreadPool$Runner.idleJobPoll");
    }

    /** A thread factory of the application leaves a frame below every task, also below none. */
    @Test
    void workerWithTheApplicationsFactoryBelowItIsIdle() {
        String frames = PARK + "java.util.concurrent.ThreadPoolExecutor.getTask"
                + " java.util.concurrent.ThreadPoolExecutor$Worker.run com.acme.shop.OrderService.checkout";

        assertThat(reader.of(trace(frames), State.WAITING, false).kind()).isEqualTo(Kind.IDLE_IN_EXECUTOR);
    }

    @Test
    void taskInAnExecutorIsNotIdle() {
        String frames = "java.lang.Thread.sleep com.acme.shop.OrderService.checkout java.util.concurrent.FutureTask.run"
                + " java.util.concurrent.ThreadPoolExecutor.runWorker java.lang.Thread.run";

        assertThat(reader.of(trace(frames), State.TIMED_WAITING, false).kind()).isEqualTo(Kind.SLEEPING);
    }

    @Test
    void whoWaitsForAConnectionOfThisPoolIsToldFromWhoWaitsForAnothers() {
        String frames =
                PARK + "dev.dbpool.internal.admission.FifoGate.enter dev.dbpool.internal.pool.AcquirePath.acquire"
                        + " dev.dbpool.DbPool.getConnection com.acme.shop.OrderService.checkout";

        assertThat(reader.of(trace(frames), State.TIMED_WAITING, true).kind()).isEqualTo(Kind.WAITING_FOR_CONNECTION);
        assertThat(reader.of(trace(frames), State.TIMED_WAITING, false).kind()).isEqualTo(Kind.WAITING_FOR_LOCK);
    }

    @Test
    void whereSkipsLibrariesProxiesAndWhatTheUserNames() {
        String frames = "java.lang.Thread.sleep com.acme.db.Template.run"
                + " com.acme.shop.OrderService$$SpringCGLIB$$0.checkout com.acme.shop.OrderService.checkout"
                + " org.springframework.web.Dispatcher.handle com.acme.shop.Filter.filter";

        Activity activity = reader.of(trace(frames), State.TIMED_WAITING, false);

        assertThat(activity.frames()).containsExactly(APP, "com.acme.shop.Filter.filter(Filter.java:88)");
    }

    @Test
    void aDeepStackKeepsItsBeginning() {
        String frames = "com.acme.shop.Recursion.deeper ".repeat(500) + "com.acme.shop.OrderService.checkout";

        Activity activity = reader.of(trace(frames), State.RUNNABLE, false);

        assertThat(activity.frames()).hasSize(12).endsWith(APP);
    }

    @Test
    void aThreadThatHasEndedIsGone() throws InterruptedException {
        Thread ended = new Thread(() -> {});
        ended.start();
        ended.join();

        assertThat(reader.of(ended, false).kind()).isEqualTo(Kind.GONE);
    }

    @Test
    void whoOwnsTheLockIsNamed() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Thread waiting = new Thread(lock::lock);
        lock.lock();
        try {
            waiting.start();
            await().until(() -> waiting.getState() == State.WAITING);

            Activity activity = reader.of(waiting, false);
            assertThat(activity.kind()).isEqualTo(Kind.WAITING_FOR_LOCK);
            assertThat(activity.waitsForThread())
                    .hasValue(Thread.currentThread().getId());
        } finally {
            lock.unlock();
        }
        waiting.join();
    }

    @Test
    void aThreadThatThrowsWhenAskedIsUnknown() {
        Thread hostile = new Thread() {
            @Override
            public StackTraceElement[] getStackTrace() {
                throw new IllegalStateException("not for you");
            }
        };

        assertThat(reader.of(hostile, false).kind()).isEqualTo(Kind.UNKNOWN);
        assertThat(reader.of(hostile, false).frames()).isEmpty();
    }

    /** Stands for the many libraries of the list: none may name a package that another entry covers. */
    @Test
    void noLibraryIsListedTwice() {
        List<String> all = Stream.of(
                        Libraries.JDK,
                        Libraries.POOL,
                        Libraries.JDBC_WRAPPERS,
                        Libraries.DATA_ACCESS,
                        Libraries.LANGUAGES,
                        Libraries.FRAMEWORKS,
                        OtherIo.LIBRARIES)
                .flatMap(List::stream)
                .sorted(Comparator.naturalOrder())
                .toList();
        for (String entry : all) {
            List<String> others =
                    all.stream().filter(other -> !other.equals(entry)).toList();
            assertThat(new FramePrefixes(others).cover(entry)).as(entry).isFalse();
        }
        assertThat(all).doesNotHaveDuplicates();
    }

    /** Frames as {@code package.Class.method}; the file is the outermost class's, the line always 88. */
    private static StackTraceElement[] trace(String frames) {
        return Arrays.stream(frames.strip().split(" +", -1))
                .map(frame -> {
                    int dot = frame.lastIndexOf('.');
                    String type = frame.substring(0, dot);
                    String file = type.substring(type.lastIndexOf('.') + 1).replaceAll("\\$.*", "") + ".java";
                    return new StackTraceElement(type, frame.substring(dot + 1), file, 88);
                })
                .toArray(StackTraceElement[]::new);
    }
}
