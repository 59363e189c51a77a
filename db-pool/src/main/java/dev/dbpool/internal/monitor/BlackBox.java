package dev.dbpool.internal.monitor;

import dev.dbpool.report.PoolSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The last minutes of a pool: a ring of {@value #CAPACITY} samples, taken a second apart while the pool is used.
 *
 * <p>Bounded: 80 bytes a sample, 24,000 altogether. It grows with the samples, so that a pool that is hardly used has a
 * small one. Thread-safe; the lock is held for the copying of a sample or of the ring, and never by a caller of the pool.
 */
final class BlackBox {
    /** Five minutes at a sample a second. */
    static final int CAPACITY = 300;

    /** Room for samples at first: as many as are taken before an unused pool is no longer watched. */
    private static final int FIRST_ROOM = 30;

    private static final int LONGS = 8;
    private static final int INTS = 4;

    /** Guards everything below. Invariant: the samples are those of the last {@code min(taken, CAPACITY)} additions. */
    private final Object lock = new Object();

    private long[] longs = {};
    private int[] ints = {};
    private long taken;

    /** Adds a sample and drops the oldest if there is no room. */
    void add(PoolSample sample) {
        synchronized (lock) {
            makeRoom();
            write(sample, (int) (taken % CAPACITY));
            taken++;
        }
    }

    /** Until the ring is full its samples lie in their order, so that growing is copying. */
    private void makeRoom() {
        int room = ints.length / INTS;
        if (taken == room && room < CAPACITY) {
            int more = Math.min(CAPACITY, Math.max(FIRST_ROOM, 2 * room));
            longs = Arrays.copyOf(longs, more * LONGS);
            ints = Arrays.copyOf(ints, more * INTS);
        }
    }

    /** The bytes that the samples take now. */
    int bytes() {
        synchronized (lock) {
            return longs.length * Long.BYTES + ints.length * Integer.BYTES;
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
