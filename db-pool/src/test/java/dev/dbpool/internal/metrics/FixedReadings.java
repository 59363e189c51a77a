package dev.dbpool.internal.metrics;

import java.util.concurrent.atomic.AtomicLong;

/** What the line would answer, set by the test. */
class FixedReadings implements PoolReadings {
    volatile int active;
    volatile int idle = 2;
    volatile int max = 10;
    volatile int waiting;
    volatile boolean overloaded;
    volatile long overloads;
    volatile int leakSuspects;
    volatile long connectInFlightNanos;
    final AtomicLong busyNanos = new AtomicLong();
    final AtomicLong exhaustedNanos = new AtomicLong();

    @Override
    public int active() {
        return active;
    }

    @Override
    public int idle() {
        return idle;
    }

    @Override
    public int max() {
        return max;
    }

    @Override
    public int waiting() {
        return waiting;
    }

    @Override
    public long busyNanos() {
        return busyNanos.get();
    }

    @Override
    public long exhaustedNanos() {
        return exhaustedNanos.get();
    }

    @Override
    public long connectInFlightNanos() {
        return connectInFlightNanos;
    }

    @Override
    public boolean overloaded() {
        return overloaded;
    }

    @Override
    public long overloads() {
        return overloads;
    }

    @Override
    public int leakSuspects() {
        return leakSuspects;
    }
}
