package dev.dbpool.internal.metrics;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;

/** One counter for each value of a closed label set, all there from the start; found by ordinal, not by name. */
final class CounterPerLabel<E extends Enum<E>> {
    private final E[] values;
    private final Function<E, String> label;
    private final LongAdder[] counts;

    CounterPerLabel(E[] values, Function<E, String> label) {
        this.values = values;
        this.label = label;
        this.counts = new LongAdder[values.length];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    LongAdder of(E value) {
        return counts[value.ordinal()];
    }

    long total() {
        long total = 0;
        for (LongAdder count : counts) {
            total += count.sum();
        }
        return total;
    }

    void forEach(ObjLongConsumer<String> labelAndCount) {
        for (E value : values) {
            labelAndCount.accept(label.apply(value), of(value).sum());
        }
    }
}
