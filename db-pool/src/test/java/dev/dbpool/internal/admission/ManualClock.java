package dev.dbpool.internal.admission;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Time that passes when told to. Begins below the overflow of {@code nanoTime}, which must not matter. */
final class ManualClock implements LongSupplier {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 50);

    void pass(long passed) {
        nanos.addAndGet(passed);
    }

    @Override
    public long getAsLong() {
        return nanos.get();
    }
}
