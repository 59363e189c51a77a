package dev.dbpool.stress;

import java.util.List;

/** The threads that a pool has started and that still run. */
final class PoolThreads {
    private PoolThreads() {}

    static List<String> of(String service) {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("db-pool-" + service + "-"))
                .toList();
    }
}
