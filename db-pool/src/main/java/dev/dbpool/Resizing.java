package dev.dbpool;

import dev.dbpool.internal.admission.Admission;
import dev.dbpool.internal.engine.Engine;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Changes the size of an open pool, in all of its parts. Thread-safe. */
final class Resizing {
    private static final Logger LOG = LoggerFactory.getLogger(DbPool.class);

    /** No more can be configured. */
    private static final int MOST_WAITERS = 1_000_000;

    private final DbConfig config;
    private final Admission admission;
    private final Engine engine;
    private final Demand demand;
    private final AcquirePath path;

    /** Guards that gate, engine and demand are told of the same size. */
    private final ReentrantLock lock = new ReentrantLock();

    Resizing(DbConfig config, Admission admission, Engine engine, Demand demand, AcquirePath path) {
        this.config = config;
        this.admission = admission;
        this.engine = engine;
        this.demand = demand;
        this.path = path;
    }

    /** @throws DbConfigException with all problems; nothing has changed then */
    void to(int min, int max) {
        // How many may wait was settled when the pool was opened, and must not stand in the way of more connections.
        config.toBuilder()
                .minConnections(min)
                .maxConnections(max)
                .maxWaiters(MOST_WAITERS)
                .build();
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
        path.closeSurplus();
        LOG.info("{}: resized to {} connections at most, {} ready", config.service(), max, min);
    }
}
