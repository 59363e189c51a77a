package dev.dbpool.internal.metrics;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;

/** One counter for each value of a closed label set, all there from the start. */
final class CounterPerLabel<E extends Enum<E>> {
    /** Never changed after construction, so that threads may read it without a lock. */
    private final Map<E, LongAdder> counters;

    private final Function<E, String> label;

    CounterPerLabel(Class<E> values, Function<E, String> label) {
        this.counters = new EnumMap<>(values);
        this.label = label;
        for (E value : values.getEnumConstants()) {
            counters.put(value, new LongAdder());
        }
    }

    LongAdder of(E value) {
        return Objects.requireNonNull(counters.get(value));
    }

    long total() {
        return counters.values().stream().mapToLong(LongAdder::sum).sum();
    }

    void forEach(ObjLongConsumer<String> labelAndCount) {
        counters.forEach((value, counter) -> labelAndCount.accept(label.apply(value), counter.sum()));
    }
}
