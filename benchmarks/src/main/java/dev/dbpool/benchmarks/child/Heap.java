package dev.dbpool.benchmarks.child;

import java.lang.management.ManagementFactory;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What is alive on the heap. The objects are counted one by one: what the collector calls used also has room that it has
 * not made use of, up to a megabyte of it, and that shrinks while pools are opened.
 */
public final class Heap {
    private static final int COLLECTIONS = 3;

    private Heap() {}

    /** Bytes, after several collections. Blocks for half a second. */
    public static long inUse() throws InterruptedException {
        long live = 0;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(100); // for what is cleaned up behind the collector
            live = live();
        }
        return live;
    }

    /** The last line of the JVM's histogram of live objects: "Total", instances, bytes. */
    private static long live() {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            String total = histogram.substring(histogram.lastIndexOf("Total")).trim();
            return Long.parseLong(total.split("\\s+", -1)[2]);
        } catch (JMException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
