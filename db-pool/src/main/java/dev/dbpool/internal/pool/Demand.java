package dev.dbpool.internal.pool;

import dev.dbpool.internal.admission.Admission;
import dev.dbpool.internal.engine.Engine;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether one more physical connection would be of use: a caller waits for one, or too few are ready. Thread-safe. */
final class Demand implements BooleanSupplier {
    private final Admission admission;
    private volatile int minConnections;
    private volatile @Nullable Engine engine;

    Demand(Admission admission, int minConnections) {
        this.admission = admission;
        this.minConnections = minConnections;
    }

    /** The engine asks before it is fully made; until it is named here, there is demand. */
    void of(Engine asking) {
        engine = asking;
    }

    void minConnections(int connections) {
        minConnections = connections;
    }

    @Override
    public boolean getAsBoolean() {
        Engine asking = engine;
        return asking == null
                || asking.idle() < minConnections
                || admission.occupancy().fetching() > 0;
    }
}
