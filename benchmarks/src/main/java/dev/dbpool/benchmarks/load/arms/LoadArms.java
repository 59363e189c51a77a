package dev.dbpool.benchmarks.load.arms;

import com.netflix.concurrency.limits.limit.Gradient2Limit;
import com.netflix.concurrency.limits.limit.VegasLimit;
import dev.dbpool.TestBeforeAcquire;
import dev.dbpool.benchmarks.results.Names;
import java.time.Duration;
import java.util.List;

/** Who is compared with whom. */
public final class LoadArms {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration SHORT = Duration.ofMillis(250);
    private static final Duration BULKHEAD_WAIT = Duration.ofMillis(100);

    /** Sessions only, for at most as many callers: the limit that no pool can exceed. */
    public static final LoadArm WITHOUT_POOL = new LoadArm("sessions without a pool", SessionsGateway::open);

    private static final LoadArm HIKARI_LONG = new LoadArm("HikariCP, 30 s", Pools.hikari(LONG));
    private static final LoadArm HIKARI_DEADLINE = new LoadArm("HikariCP, 1 s", Pools.hikari(DEADLINE));
    private static final LoadArm HIKARI_SHORT = new LoadArm(Names.HIKARI_SHORT, Pools.hikari(SHORT));

    /** How those before a pool are set, for the reader of the tables. */
    public static final String LIMITERS = "in front of HikariCP, with an acquire timeout of " + DEADLINE.toSeconds()
            + " s: the bulkheads have " + LoadArm.CONNECTIONS + " permits, and make callers wait as long as their names"
            + " say (by default not at all); both Netflix limits are told the size of the pool, which Gradient2 takes as"
            + " its first and least limit (by default it admits at least 20) and Vegas as its first; the rest as it comes";

    private LoadArms() {}

    public static LoadArm fifo(Duration timeout) {
        return new LoadArm(Names.FIFO_PATIENT + ", " + seconds(timeout), Pools.dbPool(timeout));
    }

    public static LoadArm adaptive(Duration timeout) {
        return new LoadArm(Names.ADAPTIVE_PATIENT + ", " + seconds(timeout), Pools.dbPoolAdaptive(timeout));
    }

    private static String seconds(Duration timeout) {
        return timeout.toSeconds() + " s";
    }

    /** Everybody, for too many callers. The time in a name is how long the pool lets callers wait. */
    public static List<LoadArm> overload() {
        return List.of(
                adaptive(DEADLINE),
                fifo(DEADLINE),
                HIKARI_LONG,
                HIKARI_DEADLINE,
                HIKARI_SHORT,
                new LoadArm("Agroal, 30 s", Pools.agroal(LONG)),
                new LoadArm("Agroal, 1 s", Pools.agroal(DEADLINE)),
                new LoadArm("Agroal, 250 ms", Pools.agroal(SHORT)),
                new LoadArm("Resilience4j bulkhead, no wait", behindBulkhead(Duration.ZERO)),
                new LoadArm("Resilience4j bulkhead, 100 ms", behindBulkhead(BULKHEAD_WAIT)),
                new LoadArm("Netflix Gradient2, from 10", behindGradient()),
                new LoadArm("Netflix Vegas, from 10", behindVegas()));
    }

    public static List<LoadArm> overloadInBrief() {
        return List.of(adaptive(DEADLINE), fifo(DEADLINE), HIKARI_LONG, HIKARI_SHORT);
    }

    /** Few of them, for what happens in the course of time. */
    public static List<LoadArm> disturbedInBrief() {
        return List.of(adaptive(DEADLINE), fifo(DEADLINE), HIKARI_LONG, HIKARI_DEADLINE, HIKARI_SHORT);
    }

    /** Our own disciplines beside each other. */
    public static List<LoadArm> disciplines(Duration timeout) {
        return List.of(
                new LoadArm(Names.ADAPTIVE_PATIENT, Pools.dbPoolAdaptive(timeout)),
                new LoadArm(Names.FIFO_PATIENT, Pools.dbPool(timeout)));
    }

    /** For statements of a few microseconds: what the pools themselves cost beside a real database. */
    public static List<LoadArm> query() {
        return List.of(
                new LoadArm(Names.QUERY_IDLE, Pools.dbPool(TestBeforeAcquire.IDLE)),
                new LoadArm(Names.QUERY_ALWAYS, Pools.dbPool(TestBeforeAcquire.ALWAYS)),
                new LoadArm(Names.HIKARI, Pools.hikari(LONG)),
                new LoadArm(Names.HIKARI_ALWAYS, Pools.hikariTestingAlways(LONG)),
                new LoadArm(Names.AGROAL_METRICS, Pools.agroal(LONG)));
    }

    private static LoadArm.Opening behindBulkhead(Duration longestWait) {
        return database -> new BulkheadGateway(Pools.hikari(DEADLINE).open(database), longestWait);
    }

    private static LoadArm.Opening behindGradient() {
        return database -> new LimiterGateway(
                Pools.hikari(DEADLINE).open(database),
                Gradient2Limit.newBuilder()
                        .initialLimit(LoadArm.CONNECTIONS)
                        .minLimit(LoadArm.CONNECTIONS)
                        .build());
    }

    private static LoadArm.Opening behindVegas() {
        return database -> new LimiterGateway(
                Pools.hikari(DEADLINE).open(database),
                VegasLimit.newBuilder().initialLimit(LoadArm.CONNECTIONS).build());
    }
}
