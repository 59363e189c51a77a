package dev.dbpool.benchmarks.path;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.peers.Peer;
import dev.dbpool.benchmarks.results.Names;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A thousand virtual threads that share ten connections, each in a loop without a pause, the connection held across one
 * {@code Thread.yield}. Counts what the pool serves, and what it serves to the unluckiest.
 */
final class VirtualCallers {
    private static final int CALLERS = 1_000;
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final long[] served = new long[CALLERS];
    private final CountDownLatch ended = new CountDownLatch(CALLERS);
    private volatile boolean counting;
    private volatile boolean over;

    private VirtualCallers() {}

    public static void main(String[] arguments) throws Exception {
        try (Peer peer = Arm.valueOf(arguments[0]).open()) {
            new VirtualCallers().measure(peer);
        }
    }

    private void measure(Peer peer) throws Exception {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            callers.add(virtual(() -> call(peer, caller)));
        }
        TimeUnit.NANOSECONDS.sleep(WARM_UP_NANOS);
        OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpuBefore = process.getProcessCpuTime();
        long bytesBefore = allocatedBytes();
        long from = System.nanoTime();
        counting = true;
        TimeUnit.NANOSECONDS.sleep(MEASURED_NANOS);
        counting = false;
        long nanos = System.nanoTime() - from;
        long cpu = process.getProcessCpuTime() - cpuBefore;
        long bytes = allocatedBytes() - bytesBefore;
        over = true;
        if (!ended.await(1, TimeUnit.MINUTES)) {
            throw new IllegalStateException(ended.getCount() + " of " + callers.size() + " callers still wait");
        }
        long all = Arrays.stream(served).sum();
        Child.tell(Names.PER_SECOND, all * 1e9 / nanos);
        Child.tell(Names.CPU, (double) cpu / all);
        Child.tell(Names.BYTES, (double) bytes / all);
        Child.tell("fewest per caller", (double) Arrays.stream(served).min().orElseThrow());
        Child.tell("most per caller", (double) Arrays.stream(served).max().orElseThrow());
        Child.tell("starved callers", (double)
                Arrays.stream(served).filter(ops -> ops == 0).count());
    }

    @SuppressWarnings("ThreadPriorityCheck") // the yield is the work: others run while the connection is held
    private void call(Peer peer, int caller) {
        try {
            while (!over) {
                try (Connection connection = peer.dataSource().getConnection()) {
                    Thread.yield();
                    if (counting && !connection.isClosed()) {
                        served[caller]++;
                    }
                } catch (SQLException timedOut) {
                    // counted by what it does not get
                }
            }
        } finally {
            ended.countDown();
        }
    }

    /** Bytes that all threads have allocated; this method, too, exists only since JDK 21. */
    private static long allocatedBytes() throws ReflectiveOperationException {
        return (long) ThreadMXBean.class
                .getMethod("getTotalThreadAllocatedBytes")
                .invoke(ManagementFactory.getThreadMXBean());
    }

    /** The method is there since JDK 21, and this is compiled for 17. */
    private static Thread virtual(Runnable task) throws ReflectiveOperationException {
        return (Thread)
                Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }
}
