package dev.dbpool.internal.pool;

import dev.dbpool.internal.admission.Admission;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.engine.Engine;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes the size of an open pool, in all of its parts. Thread-safe. */
final class Resizing {
    private static final Logger LOG = LoggerFactory.getLogger(PoolSettings.LOGGER);

    private final PoolSettings settings;
    private final Admission admission;
    private final Engine engine;
    private final Demand demand;
    private final ReleasePath release;

    /** Guards that gate, engine and demand are told of the same size. */
    private final ReentrantLock lock = new ReentrantLock();

    Resizing(PoolSettings settings, Admission admission, Engine engine, Demand demand, ReleasePath release) {
        this.settings = settings;
        this.admission = admission;
        this.engine = engine;
        this.demand = demand;
        this.release = release;
    }

    /** To sizes that were checked. */
    void to(int min, int max) {
        lock.lock();
        try {
            demand.minConnections(min);
            // Whoever has a permit must find room in the engine: room first if there is to be more, permits if less.
            if (max > admission.max()) {
                engine.resize(min, max);
                admission.resize(max);
            } else {
                admission.resize(max);
                engine.resize(min, max);
            }
        } finally {
            lock.unlock();
        }
        release.closeSurplus();
        LOG.info("{}: resized to {} connections at most, {} ready", settings.service(), max, min);
    }
}
