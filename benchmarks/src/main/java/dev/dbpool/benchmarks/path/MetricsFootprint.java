package dev.dbpool.benchmarks.path;

import dev.dbpool.RejectReason;
import dev.dbpool.benchmarks.child.Child;
import dev.dbpool.benchmarks.child.Heap;
import dev.dbpool.benchmarks.results.Names;
import dev.dbpool.internal.metrics.ErrorType;
import dev.dbpool.internal.metrics.MetricsRegistration;
import dev.dbpool.internal.metrics.PoolIdentity;
import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.metrics.PoolReadings;
import dev.dbpool.internal.metrics.SessionTally;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.lang.ref.Reference;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Heap that the metrics of one pool keep: how much more is in use with many of them, divided by their number. Counters
 * that threads fight over may grow with the cores. Usage: {@code MetricsFootprint calm|fight CONNECTIONS}.
 */
final class MetricsFootprint {
    private static final int POOLS = 1_000;
    private static final int FIGHTS = 2_000;

    /** What a pool's metrics consist of; the tallies are kept by the sessions. */
    private record Kept(PoolMetrics metrics, List<SessionTally> sessions, MetricsRegistration registration) {}

    private MetricsFootprint() {}

    public static void main(String[] arguments) throws InterruptedException {
        boolean fight = arguments[0].equals("fight");
        int connections = Integer.parseInt(arguments[1]);
        PrometheusRegistry registry = new PrometheusRegistry();
        Kept first = keep(registry, "first", connections);
        long before = Heap.inUse();
        List<Kept> pools = new ArrayList<>(POOLS);
        try {
            for (int i = 0; i < POOLS; i++) {
                pools.add(keep(registry, "pool-" + i, connections));
            }
            if (fight) {
                fight(pools);
            }
            long bytes = Heap.inUse() - before;
            Child.tell(Names.HEAP, bytes / 1024.0 / POOLS);
        } finally {
            Reference.reachabilityFence(pools);
            Reference.reachabilityFence(first);
        }
    }

    private static Kept keep(PrometheusRegistry registry, String name, int connections) {
        PoolMetrics metrics = new PoolMetrics();
        List<SessionTally> sessions = new ArrayList<>(connections);
        for (int i = 0; i < connections; i++) {
            sessions.add(metrics.newSession());
        }
        PoolIdentity identity = new PoolIdentity("footprint", Optional.of(name), "1", "none", "disable");
        return new Kept(metrics, sessions, MetricsRegistration.attach(registry, identity, metrics, nothingToRead()));
    }

    /** The rest of the pool is not there. */
    private static PoolReadings nothingToRead() {
        return (PoolReadings) Proxy.newProxyInstance(
                MetricsFootprint.class.getClassLoader(),
                new Class<?>[] {PoolReadings.class},
                (self, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    /** All at the same counters at the same time, or nobody would be in anybody's way. */
    private static void fight(List<Kept> pools) throws InterruptedException {
        int count = 2 * Runtime.getRuntime().availableProcessors();
        CyclicBarrier together = new CyclicBarrier(count);
        List<Thread> fighters = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Thread fighter = new Thread(() -> pools.forEach(pool -> {
                await(together);
                count(pool.metrics());
            }));
            fighters.add(fighter);
            fighter.start();
        }
        for (Thread fighter : fighters) {
            fighter.join();
        }
    }

    private static void await(CyclicBarrier together) {
        try {
            together.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void count(PoolMetrics metrics) {
        for (int i = 0; i < FIGHTS; i++) {
            metrics.failed(ErrorType.TIMEOUT, i);
            metrics.rejected(RejectReason.QUEUE_FULL);
            metrics.cancelled();
            metrics.invalidConnection();
        }
    }
}
