package dev.dbpool.internal.diagnosis;

import dev.dbpool.ConnectFailure;
import dev.dbpool.internal.diagnosis.Evidence.Connecting;
import dev.dbpool.internal.diagnosis.Evidence.Tasks;
import dev.dbpool.internal.stack.TaskKind;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.PoolSample;
import dev.dbpool.report.ServerView;
import dev.dbpool.report.Waiting;
import dev.dbpool.report.Waiting.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Evidence in words. Times are in milliseconds; callers wait for 10 s, and a hold may be a leak after 60 s. */
final class Scene {
    private final int max;
    private final List<HeldConnection> held = new ArrayList<>();
    private final List<PoolSample> history = new ArrayList<>();
    private final List<Caller> callers = new ArrayList<>();
    private final Map<Long, TaskKind> awaited = new HashMap<>();
    private final Map<Long, Set<TaskKind>> worked = new HashMap<>();
    private int waiting = 5;
    private long longestMillis = 5_000;
    private ServerView server = answered(0);
    private Optional<Connecting> connecting = Optional.empty();
    private boolean troubled = true;
    private boolean closed;
    private long timeoutMillis = 10_000;

    private Scene(int max) {
        this.max = max;
    }

    /** Five callers wait, the first of them for five seconds. */
    static Scene pool(int max) {
        return new Scene(max);
    }

    Scene hold(int count, UnaryOperator<HoldScene> as) {
        for (int i = 0; i < count; i++) {
            held.add(as.apply(new HoldScene(held.size() + 1)).build());
        }
        return this;
    }

    Scene waiting(int count, long longest) {
        waiting = count;
        longestMillis = longest;
        return this;
    }

    Scene caller(String thread, long id, long waited, String... frames) {
        callers.add(new Caller(thread, id, Duration.ofMillis(waited), List.of(frames)));
        return this;
    }

    /** These threads wait for tasks of a kind. */
    Scene awaiting(TaskKind kind, long... threads) {
        for (long thread : threads) {
            awaited.put(thread, kind);
        }
        return this;
    }

    /** This thread runs a task of a kind. */
    Scene working(TaskKind kind, long thread) {
        worked.put(thread, Set.of(kind));
        return this;
    }

    Scene server(ServerView.Status status, String detail) {
        server = new ServerView(status, detail, Optional.empty(), Map.of(), Optional.empty(), Optional.empty());
        return this;
    }

    Scene behindProxy(Map<String, Integer> ownSessions) {
        server = new ServerView(
                ServerView.Status.BEHIND_PROXY,
                "",
                Optional.of(Duration.ZERO),
                ownSessions,
                Optional.empty(),
                Optional.empty());
        return this;
    }

    Scene answerAge(long millis) {
        server = answered(millis);
        return this;
    }

    private static ServerView answered(long ageMillis) {
        return new ServerView(
                ServerView.Status.ANSWERED,
                "",
                Optional.of(Duration.ofMillis(ageMillis)),
                Map.of(),
                Optional.of(40),
                Optional.of(97));
    }

    Scene connectFailed(ConnectFailure reason, String message, long agoMillis) {
        connecting =
                Optional.of(new Connecting(Optional.of(reason), message, Duration.ofMillis(agoMillis), Duration.ZERO));
        return this;
    }

    Scene connectHangs(long millis) {
        connecting = Optional.of(new Connecting(Optional.empty(), "", Duration.ZERO, Duration.ofMillis(millis)));
        return this;
    }

    Scene calm() {
        troubled = false;
        return waiting(0, 0);
    }

    Scene closed() {
        closed = true;
        return this;
    }

    Scene timeout(long millis) {
        timeoutMillis = millis;
        return this;
    }

    /**
     * A sample so long ago. Levels and counts are as of then; connection-time follows from the mean hold of what was
     * returned until then.
     */
    Scene sample(long agoMillis, int active, int waitingThen, long started, long handedOut, long busyMillis) {
        history.add(new PoolSample(
                Instant.parse("2026-11-25T03:00:00Z").minusMillis(agoMillis),
                Duration.ofHours(1).minusMillis(agoMillis),
                active,
                max - active,
                max,
                waitingThen,
                Duration.ZERO,
                started,
                handedOut,
                0,
                0,
                Duration.ofMillis(busyMillis)));
        return this;
    }

    Evidence evidence() {
        held.sort(Comparator.comparing((HeldConnection one) -> one.holder().heldFor())
                .reversed());
        List<PoolSample> samples = history;
        if (samples.isEmpty()) {
            sample(0, Math.min(max, held.size()), waiting, 1_000 + waiting, 1_000, 100_000);
            PoolSample now = history.get(0);
            // Nothing is idle, or somebody would have it.
            samples = List.of(new PoolSample(
                    now.at(),
                    now.uptime(),
                    now.active(),
                    0,
                    max,
                    waiting,
                    Duration.ZERO,
                    now.started(),
                    now.handedOut(),
                    0,
                    0,
                    now.busy()));
        }
        return new Evidence(
                held,
                new Waiting(waiting, Duration.ofMillis(longestMillis), callers),
                server,
                connecting,
                samples,
                troubled,
                closed,
                new Tasks(awaited, worked),
                Duration.ofMillis(timeoutMillis),
                Duration.ofSeconds(60));
    }
}
