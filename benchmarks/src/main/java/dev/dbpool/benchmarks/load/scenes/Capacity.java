package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.CallerThreads;
import dev.dbpool.benchmarks.load.ClosedLoop;
import dev.dbpool.benchmarks.load.ClosedLoopFigures;
import dev.dbpool.benchmarks.load.Gateway;
import dev.dbpool.benchmarks.load.HoldTime;
import dev.dbpool.benchmarks.load.Sleep;
import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.load.arms.LoadArm;
import dev.dbpool.benchmarks.load.arms.LoadArms;
import java.time.Duration;

/**
 * What ten connections can do at most: ten callers in a closed loop, each of whom finds a session free at once, because
 * there are as many. No pool is involved, so that the limit favours none.
 */
final class Capacity {
    private static final Duration WARM_UP = Duration.ofSeconds(1);

    private Capacity() {}

    static ClosedLoopFigures measure(Database database, HoldTime holdTime, long seed, Duration window)
            throws Exception {
        try (Gateway sessions = LoadArms.WITHOUT_POOL.open(database)) {
            return new ClosedLoop(sessions, new Sleep(), holdTime, CallerThreads.VIRTUAL, seed)
                    .run(LoadArm.CONNECTIONS, WARM_UP, window);
        }
    }
}
