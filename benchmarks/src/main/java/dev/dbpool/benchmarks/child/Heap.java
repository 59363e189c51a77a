package dev.dbpool.benchmarks.child;

/** What is alive on the heap. */
public final class Heap {
    private Heap() {}

    /** Bytes, after several collections. Blocks for half a second. */
    public static long inUse() throws InterruptedException {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            Thread.sleep(100); // for what the collector does at its leisure
            used = Math.min(
                    used,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return used;
    }
}
