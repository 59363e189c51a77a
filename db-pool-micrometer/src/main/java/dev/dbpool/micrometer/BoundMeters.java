package dev.dbpool.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/** The meters that one binder has registered, so that it can take them out again. Thread-safe. */
final class BoundMeters {
    private record Bound(MeterRegistry registry, Meter meter) {}

    private final List<Bound> bound = new ArrayList<>(); // guarded by this

    synchronized void add(MeterRegistry registry, Meter meter) {
        bound.add(new Bound(registry, meter));
    }

    synchronized void removeAll() {
        bound.forEach(entry -> entry.registry().remove(entry.meter()));
        bound.clear();
    }
}
