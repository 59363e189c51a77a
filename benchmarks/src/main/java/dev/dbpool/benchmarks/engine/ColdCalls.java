package dev.dbpool.benchmarks.engine;

import dev.dbpool.benchmarks.child.Child;
import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.peers.Peer;
import dev.dbpool.benchmarks.peers.StubConnection;
import dev.dbpool.benchmarks.results.Names;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Sixteen threads with a call a second each, for a millisecond, on ten open sessions: {@code ColdCalls ARM SECONDS}. Two
 * sessions would do. A pool that lends all ten in turn lends each after a pause in which it may have died, and has its
 * caller pay a round trip for a test; the tests are counted where they arrive, at the stub.
 */
final class ColdCalls {
    private static final int CALLERS = 16;
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long HOLD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final Peer peer;
    private final LongAdder handedOut = new LongAdder();

    private ColdCalls(Peer peer) {
        this.peer = peer;
    }

    public static void main(String[] arguments) throws Exception {
        try (Peer peer = Arm.valueOf(arguments[0]).open()) {
            PoolUse.useAll(peer);
            TimeUnit.SECONDS.sleep(1);
            new ColdCalls(peer).measure(TimeUnit.SECONDS.toNanos(Long.parseLong(arguments[1])));
        }
    }

    private void measure(long nanos) throws InterruptedException {
        long testsBefore = StubConnection.tests();
        SplittableRandom seeds = new SplittableRandom(1);
        long end = System.nanoTime() + nanos;
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = seeds.split();
            Thread caller = new Thread(() -> callUntil(end, random), "caller");
            callers.add(caller);
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        Child.tell("hand-outs", (double) handedOut.sum());
        Child.tell(Names.TESTED, 100.0 * (double) (StubConnection.tests() - testsBefore) / (double) handedOut.sum());
    }

    /** At moments of its own, one in each period, so that calls meet by chance only. */
    private void callUntil(long end, SplittableRandom random) {
        long period = System.nanoTime();
        while (period < end) {
            LockSupport.parkNanos(period + random.nextLong(PERIOD_NANOS) - System.nanoTime());
            try (Connection held = peer.dataSource().getConnection()) {
                LockSupport.parkNanos(HOLD_NANOS);
                handedOut.add(held.isClosed() ? 0 : 1);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
            period += PERIOD_NANOS;
        }
    }
}
