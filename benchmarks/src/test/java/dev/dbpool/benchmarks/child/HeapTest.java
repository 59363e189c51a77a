package dev.dbpool.benchmarks.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.Reference;
import org.junit.jupiter.api.Test;

class HeapTest {
    private static final int BYTES = 4 << 20;

    @Test
    void whatIsHeldCountsAndWhatIsLetGoDoesNot() throws Exception {
        long before = Heap.inUse();
        byte[] held = new byte[BYTES];
        long with = Heap.inUse();
        Reference.reachabilityFence(held);
        held = new byte[0];
        long after = Heap.inUse();
        Reference.reachabilityFence(held);

        // The rest of the JVM lives on meanwhile, but not by a quarter of that.
        assertThat(with - before).isBetween(BYTES * 3L / 4, BYTES * 5L / 4);
        assertThat(with - after).isBetween(BYTES * 3L / 4, BYTES * 5L / 4);
    }
}
