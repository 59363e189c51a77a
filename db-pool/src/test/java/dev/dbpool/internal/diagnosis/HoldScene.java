package dev.dbpool.internal.diagnosis;

import dev.dbpool.report.Activity;
import dev.dbpool.report.Activity.Kind;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.BackendSession.Blocker;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.Holder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A held connection in words: held for 30 s by a thread of its own, backend not seen, unless it is said otherwise. */
final class HoldScene {
    static final String CHECKOUT = "com.shop.OrderService.checkout(OrderService.java:88)";
    static final String REQUEST = "com.shop.Requests.handle(Requests.java:31)";

    private final int number;
    private long heldMillis = 30_000;
    private String thread;
    private long threadId;
    private Optional<String> callSite = Optional.of(CHECKOUT);
    private Kind kind = Kind.UNKNOWN;
    private List<String> frames = List.of();
    private Optional<Long> waitsFor = Optional.empty();
    private Optional<String> state = Optional.empty();
    private long stateMillis;
    private Optional<String> waitEventType = Optional.empty();
    private Optional<String> waitEvent = Optional.empty();
    private String query = "SELECT * FROM orders WHERE id = $1";
    private final List<Blocker> blockers = new ArrayList<>();

    HoldScene(int number) {
        this.number = number;
        this.thread = "http-" + number;
        this.threadId = 100 + number;
    }

    HoldScene heldFor(long millis) {
        heldMillis = millis;
        return this;
    }

    HoldScene by(String name, long id) {
        thread = name;
        threadId = id;
        return this;
    }

    HoldScene noCallSite() {
        callSite = Optional.empty();
        return this;
    }

    /** In the first of these frames, the last of which is where the work began. */
    HoldScene doing(Kind what, String... where) {
        kind = what;
        frames = List.of(where);
        return this;
    }

    HoldScene waitsFor(long thread) {
        waitsFor = Optional.of(thread);
        return this;
    }

    HoldScene backend(String is, long forMillis) {
        state = Optional.of(is);
        stateMillis = forMillis;
        return this;
    }

    HoldScene idle(long forMillis) {
        return backend("idle", forMillis);
    }

    HoldScene idleInTransaction(long forMillis) {
        return backend("idle in transaction", forMillis);
    }

    HoldScene active(long forMillis, String sql) {
        query = sql;
        return backend("active", forMillis);
    }

    HoldScene waitEvent(String type, String event) {
        waitEventType = Optional.of(type);
        waitEvent = Optional.of(event);
        return this;
    }

    HoldScene blockedBy(Blocker... by) {
        blockers.addAll(List.of(by));
        return waitEvent("Lock", "transactionid").active(heldMillis, "UPDATE accounts SET balance = $1");
    }

    static Blocker blocker(int pid, String application, String state, long stateMillis) {
        return new Blocker(
                pid,
                application,
                state,
                Duration.ofMillis(stateMillis),
                Optional.of(Duration.ofMillis(stateMillis)),
                "UPDATE accounts SET balance = $1",
                Optional.empty());
    }

    /** A blocker that is one of this pool's own connections. */
    static Blocker ownBlocker(long connectionId) {
        return new Blocker(
                (int) connectionId + 5_000,
                "shop",
                "idle in transaction",
                Duration.ofSeconds(30),
                Optional.of(Duration.ofSeconds(30)),
                "UPDATE accounts SET balance = $1",
                Optional.of(connectionId));
    }

    HeldConnection build() {
        return new HeldConnection(
                new Holder(number, 5_000 + number, thread, threadId, Duration.ofMillis(heldMillis), 7, callSite),
                new Activity(kind, frames.stream().findFirst(), frames, waitsFor),
                state.map(is -> new BackendSession(
                        5_000 + number,
                        is,
                        waitEventType,
                        waitEvent,
                        Duration.ofMillis(stateMillis),
                        is.equals("active") ? Optional.of(Duration.ofMillis(stateMillis)) : Optional.empty(),
                        is.equals("idle") ? Optional.empty() : Optional.of(Duration.ofMillis(heldMillis)),
                        query,
                        blockers)));
    }
}
