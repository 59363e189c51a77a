package dev.dbpool.benchmarks.engine;

import dev.dbpool.benchmarks.child.Child;
import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.peers.Peer;
import dev.dbpool.benchmarks.peers.Size;
import dev.dbpool.benchmarks.results.Names;
import dev.dbpool.benchmarks.results.Quantiles;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Twenty callers at once on a pool for twenty that has one session open: {@code Burst ARM cold|evicted}; how long a login
 * takes is {@link dev.dbpool.benchmarks.peers.StubDriver#LOGIN_TAKES}. Evicted: all twenty were open, and the pool was
 * made to replace them, as after a failover. Once before in the same JVM, so that loading classes is not in it.
 */
final class Burst {
    static final int CALLERS = 20;
    private static final long SETTLING_MILLIS = 500;

    private final Peer peer;
    private final ExecutorService threads;

    private Burst(Peer peer, ExecutorService threads) {
        this.peer = peer;
        this.threads = threads;
    }

    public static void main(String[] arguments) throws Exception {
        Arm arm = Arm.valueOf(arguments[0]);
        ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
        onPoolOf(arm, threads, arguments[1]);
        List<Double> served = onPoolOf(arm, threads, arguments[1]);
        threads.shutdown();
        Child.tell(Names.MEDIAN_MILLIS, Quantiles.median(served));
        Child.tell(Names.LAST_SERVED, Quantiles.quantile(served, 1));
    }

    private static List<Double> onPoolOf(Arm arm, ExecutorService threads, String when) throws Exception {
        try (Peer peer = arm.open(new Size(1, CALLERS))) {
            Burst burst = new Burst(peer, threads);
            TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
            List<Double> cold = burst.served();
            if (when.equals("cold")) {
                return cold;
            }
            peer.evicting().run();
            TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
            return burst.served();
        }
    }

    /** After how many milliseconds each had its connection; all keep theirs until the last has one. */
    private List<Double> served() throws Exception {
        CountDownLatch ready = new CountDownLatch(CALLERS);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch served = new CountDownLatch(CALLERS);
        List<Future<Double>> waits = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            waits.add(threads.submit(() -> {
                ready.countDown();
                go.await();
                long from = System.nanoTime();
                try (Connection held = peer.dataSource().getConnection()) {
                    double millis = (System.nanoTime() - from) / 1e6;
                    served.countDown();
                    if (held.isClosed() || !served.await(1, TimeUnit.MINUTES)) {
                        throw new IllegalStateException(served.getCount() + " callers still wait");
                    }
                    return millis;
                }
            }));
        }
        ready.await();
        go.countDown();
        List<Double> millis = new ArrayList<>();
        for (Future<Double> wait : waits) {
            millis.add(wait.get());
        }
        return millis;
    }
}
