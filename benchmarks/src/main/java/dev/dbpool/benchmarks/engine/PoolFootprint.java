package dev.dbpool.benchmarks.engine;

import dev.dbpool.benchmarks.child.Child;
import dev.dbpool.benchmarks.child.Heap;
import dev.dbpool.benchmarks.peers.Arm;
import dev.dbpool.benchmarks.peers.Peer;
import dev.dbpool.benchmarks.results.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * Heap that a whole pool keeps, its instruments and the stub's sessions included, every connection used once:
 * {@code PoolFootprint ARM}. All are in one registry, so that this is not counted.
 */
final class PoolFootprint {
    private static final int POOLS = 20;

    private PoolFootprint() {}

    public static void main(String[] arguments) throws Exception {
        Arm arm = Arm.valueOf(arguments[0]);
        List<Peer> pools = new ArrayList<>();
        pools.add(used(arm));
        long before = Heap.inUse();
        for (int i = 0; i < POOLS; i++) {
            pools.add(used(arm));
        }
        Child.tell(Names.HEAP, (Heap.inUse() - before) / 1024.0 / POOLS);
        for (Peer pool : pools) {
            pool.close();
        }
    }

    private static Peer used(Arm arm) throws Exception {
        Peer peer = arm.open();
        PoolUse.useAll(peer);
        return peer;
    }
}
