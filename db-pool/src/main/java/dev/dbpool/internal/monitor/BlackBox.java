package dev.dbpool.internal.monitor;

import dev.dbpool.report.PoolSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The last minutes of a pool: a ring of {@value #CAPACITY} samples, taken a second apart while the pool is used.
 *
 * <p>Bounded: 80 bytes a sample, 24,000 altogether, allocated with the first one and never more. Thread-safe; the lock
 * is held for the copying of a sample or of the ring, and never by a caller of the pool.
 */
final class BlackBox {
    /** Five minutes at a sample a second. */
    static final int CAPACITY = 300;

    private static final int LONGS = 8;
    private static final int INTS = 4;

    /** The bytes that the samples take. */
    static final int BYTES = CAPACITY * (LONGS * Long.BYTES + INTS * Integer.BYTES);

    /** Guards everything below. Invariant: the samples are those of the last {@code min(taken, CAPACITY)} additions. */
    private final Object lock = new Object();

    private long[] longs = {};
    private int[] ints = {};
    private long taken;

    /** Adds a sample and drops the oldest if there is no room. */
    void add(PoolSample sample) {
        synchronized (lock) {
            if (longs.length == 0) {
                longs = new long[CAPACITY * LONGS];
                ints = new int[CAPACITY * INTS];
            }
            write(sample, (int) (taken % CAPACITY));
            taken++;
        }
    }

    private void write(PoolSample sample, int slot) {
        int at = slot * LONGS;
        longs[at] = sample.at().toEpochMilli();
        longs[at + 1] = sample.uptime().toNanos();
        longs[at + 2] = sample.connectingFor().toNanos();
        longs[at + 3] = sample.started();
        longs[at + 4] = sample.handedOut();
        longs[at + 5] = sample.failed();
        longs[at + 6] = sample.rejected();
        longs[at + 7] = sample.busy().toNanos();
        at = slot * INTS;
        ints[at] = sample.active();
        ints[at + 1] = sample.idle();
        ints[at + 2] = sample.max();
        ints[at + 3] = sample.waiting();
    }

    private PoolSample read(int slot) {
        int l = slot * LONGS;
        int i = slot * INTS;
        return new PoolSample(
                Instant.ofEpochMilli(longs[l]),
                Duration.ofNanos(longs[l + 1]),
                ints[i],
                ints[i + 1],
                ints[i + 2],
                ints[i + 3],
                Duration.ofNanos(longs[l + 2]),
                longs[l + 3],
                longs[l + 4],
                longs[l + 5],
                longs[l + 6],
                Duration.ofNanos(longs[l + 7]));
    }

    /** The samples, oldest first. */
    List<PoolSample> samples() {
        synchronized (lock) {
            int count = (int) Math.min(taken, CAPACITY);
            List<PoolSample> samples = new ArrayList<>(count);
            for (long number = taken - count; number < taken; number++) {
                samples.add(read((int) (number % CAPACITY)));
            }
            return samples;
        }
    }
}
