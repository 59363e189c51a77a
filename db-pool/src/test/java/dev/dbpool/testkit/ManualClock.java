package dev.dbpool.testkit;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Time that passes when told to. Begins below the overflow of {@code nanoTime}, which must not matter. */
public final class ManualClock implements LongSupplier {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 50);

    public void pass(long passed) {
        nanos.addAndGet(passed);
    }

    @Override
    public long getAsLong() {
        return nanos.get();
    }
}
