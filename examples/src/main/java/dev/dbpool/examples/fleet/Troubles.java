package dev.dbpool.examples.fleet;

import dev.dbpool.DbPool;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The script: six services get into trouble at the same time, each in its own way; the other five must stay silent. */
final class Troubles {
    /** So slow that half the queue runs out of its 10 s, and short of the leak threshold. */
    private static final Duration SLOW_QUERY = Duration.ofSeconds(8);

    private static final int CROWD = 42;
    private static final Duration BETWEEN_CALLERS = Duration.ofMillis(250);

    /** More than a second to test a connection, less than the two after which the test would give it up. */
    private static final Duration LATENCY = Duration.ofMillis(1_200);

    private final Services services;
    private final Deque<Callers> callers = new ArrayDeque<>();
    private final Queue<Connection> leaked = new ConcurrentLinkedQueue<>();

    /** Whoever leaks goes on to other things; a thread that is still at work would be no suspect. */
    private final ExecutorService forgetful = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "notification-worker");
        thread.setDaemon(true);
        return thread;
    });

    Troubles(Services services) {
        this.services = services;
    }

    List<Trouble> script() {
        return List.of(exhausted(), cutOff(), slow(), busy(), leaking(), dead());
    }

    private Trouble exhausted() {
        return new Trouble(
                "content-service",
                "exhausted by slow queries",
                Set.of("DatabaseConnectionPoolExhausted", "DatabaseConnectionErrorsHigh"),
                Set.of(
                        "DatabaseConnectionPoolHighUtilization",
                        "DatabaseConnectionPoolExhaustionBurn",
                        "DatabaseConnectionPoolExhaustionSlowBurn",
                        "DatabaseConnectionAcquireVerySlow",
                        "DatabaseConnectionAcquireSlow",
                        "DatabaseConnectionCallersWaiting",
                        "DatabaseConnectionPoolNoIdle",
                        "DatabaseConnectionTimeouts",
                        "DatabaseConnectionFailureShare",
                        "DatabaseConnectionErrorBudgetBurn",
                        "DatabaseConnectionErrors"),
                Set.of("DatabaseConnectionPoolExhaustionBurn", "DatabaseConnectionPoolExhaustionSlowBurn"),
                () -> send(Callers.crowd(pool("content-service"), CROWD, BETWEEN_CALLERS, SLOW_QUERY)),
                this::sendHome);
    }

    private Trouble cutOff() {
        return new Trouble(
                "media-service",
                "lost its database",
                Set.of("DatabaseUnreachable"),
                Set.of(
                        "DatabaseConnectionOpenFailures",
                        "DatabaseConnectionAcquireVerySlow",
                        "DatabaseConnectionAcquireSlow",
                        "DatabaseConnectionErrors",
                        "DatabaseConnectionErrorBudgetBurn",
                        "DatabaseConnectionCallersWaiting",
                        "DatabaseConnectionPoolNoIdle"),
                Set.of(),
                () -> services.named("media-service").link().cut(),
                () -> services.named("media-service").link().mend());
    }

    /** Seldom asked, or callers would wait so often that this alone would alert. */
    private Trouble slow() {
        return new Trouble(
                Services.SELDOM_ASKED,
                "slow network to its database",
                Set.of("DatabaseConnectionAcquireSlow"),
                Set.of(),
                Set.of(),
                () -> services.named(Services.SELDOM_ASKED).link().delay(LATENCY),
                () -> services.named(Services.SELDOM_ASKED).link().delay(Duration.ZERO));
    }

    private Trouble busy() {
        return new Trouble(
                "events-service",
                "4 of 5 connections in use",
                Set.of("DatabaseConnectionPoolHighUtilization"),
                Set.of(),
                Set.of(),
                () -> send(Callers.returning(pool("events-service"), 4, Duration.ofSeconds(5), Duration.ZERO)),
                this::sendHome);
    }

    /** It is a suspect after the 60 s of the default threshold, which makes this the last alert to come. */
    private Trouble leaking() {
        return new Trouble(
                "notification-service",
                "leaked a connection",
                Set.of("DatabaseConnectionLeakSuspected"),
                Set.of(),
                Set.of(),
                () -> forgetful
                        .submit(() -> leaked.add(pool("notification-service").getConnection()))
                        .get(),
                () -> {
                    for (Connection connection = leaked.poll(); connection != null; connection = leaked.poll()) {
                        connection.close();
                    }
                });
    }

    private Trouble dead() {
        return new Trouble(
                "cdn-service",
                "the process died",
                Set.of("DatabaseConnectionMetricsMissing"),
                Set.of("DatabaseConnectionScrapeFailing"),
                Set.of(),
                () -> services.named("cdn-service").stop(),
                () -> services.named("cdn-service").start());
    }

    private DbPool pool(String service) {
        return services.named(service).pool().orElseThrow();
    }

    private synchronized void send(Callers more) {
        callers.add(more);
    }

    private synchronized void sendHome() {
        callers.forEach(Callers::close);
        callers.clear();
    }
}
