package dev.dbpool.internal.diagnosis;

import static dev.dbpool.internal.diagnosis.HoldScene.CHECKOUT;
import static dev.dbpool.internal.diagnosis.HoldScene.REQUEST;
import static dev.dbpool.internal.diagnosis.HoldScene.blocker;
import static dev.dbpool.internal.diagnosis.HoldScene.ownBlocker;
import static dev.dbpool.internal.diagnosis.Scene.pool;
import static dev.dbpool.internal.stack.TaskKind.COMPLETABLE_FUTURE;
import static dev.dbpool.internal.stack.TaskKind.FUTURE;
import static dev.dbpool.report.Activity.Kind.COMPUTING;
import static dev.dbpool.report.Activity.Kind.GONE;
import static dev.dbpool.report.Activity.Kind.IDLE_IN_EXECUTOR;
import static dev.dbpool.report.Activity.Kind.IN_DRIVER;
import static dev.dbpool.report.Activity.Kind.IN_OTHER_IO;
import static dev.dbpool.report.Activity.Kind.SLEEPING;
import static dev.dbpool.report.Activity.Kind.UNKNOWN;
import static dev.dbpool.report.Activity.Kind.WAITING_FOR_CONNECTION;
import static dev.dbpool.report.Activity.Kind.WAITING_FOR_LOCK;
import static dev.dbpool.report.Activity.Kind.WAITING_FOR_THREAD;
import static dev.dbpool.report.Verdict.BLOCKED_ON_LOCKS;
import static dev.dbpool.report.Verdict.BURST;
import static dev.dbpool.report.Verdict.DATABASE_REFUSES;
import static dev.dbpool.report.Verdict.DATABASE_UNREACHABLE;
import static dev.dbpool.report.Verdict.HELD_OUTSIDE_SQL;
import static dev.dbpool.report.Verdict.IDLE_IN_TRANSACTION;
import static dev.dbpool.report.Verdict.LEAK;
import static dev.dbpool.report.Verdict.POOL_CLOSED;
import static dev.dbpool.report.Verdict.POOL_TOO_SMALL;
import static dev.dbpool.report.Verdict.SELF_DEADLOCK;
import static dev.dbpool.report.Verdict.SLOW_SQL;
import static dev.dbpool.report.Verdict.UNDETERMINED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.ConnectFailure;
import dev.dbpool.report.Finding;
import dev.dbpool.report.ServerView.Status;
import dev.dbpool.report.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is concluded from which evidence: for each rule what it is for, and what it must not be mistaken for. */
class DiagnosisTest {
    private static final String HTTP = "com.shop.Payments.charge(Payments.java:40)";
    private static final String AUDIT = "com.shop.Audit.write(Audit.java:17)";
    private static final String SQL = "SELECT * FROM orders WHERE note LIKE $1";

    /** The evidence, and the verdicts that follow from it in their order. */
    record Case(String name, Scene scene, Verdict... verdicts) {
        @Override
        public String toString() {
            return name;
        }
    }

    static final List<Case> LOCKS = List.of(
            new Case(
                    "locks held by another application",
                    pool(4).hold(
                                    4,
                                    h -> h.doing(IN_DRIVER, CHECKOUT)
                                            .blockedBy(blocker(4711, "billing", "idle in transaction", 41_000))),
                    BLOCKED_ON_LOCKS),
            new Case(
                    "locks, though nobody is known to hold them",
                    pool(2).hold(2, h -> h.active(3_000, SQL).waitEvent("Lock", "advisory")),
                    BLOCKED_ON_LOCKS),
            new Case(
                    "a light-weight lock is the server's own affair",
                    pool(2).hold(2, h -> h.active(3_000, SQL).waitEvent("LWLock", "WALWrite")),
                    SLOW_SQL),
            new Case(
                    "locks held by a sleeping holder of this pool: he is the second cause",
                    pool(4).hold(1, h -> h.doing(SLEEPING, CHECKOUT).idleInTransaction(30_000))
                            .hold(3, h -> h.doing(IN_DRIVER, CHECKOUT).blockedBy(ownBlocker(1))),
                    BLOCKED_ON_LOCKS,
                    IDLE_IN_TRANSACTION),
            new Case(
                    "one blocks one: both explain as much, and the lock is named first",
                    pool(2).hold(1, h -> h.doing(SLEEPING, CHECKOUT).idleInTransaction(30_000))
                            .hold(1, h -> h.doing(IN_DRIVER, CHECKOUT).blockedBy(ownBlocker(1))),
                    BLOCKED_ON_LOCKS,
                    IDLE_IN_TRANSACTION));

    static final List<Case> TRANSACTIONS = List.of(
            new Case(
                    "asleep in a transaction",
                    pool(3).hold(3, h -> h.doing(SLEEPING, CHECKOUT).idleInTransaction(29_000)),
                    IDLE_IN_TRANSACTION),
            new Case(
                    "waiting for another thread in a transaction",
                    pool(3).hold(3, h -> h.doing(WAITING_FOR_THREAD, CHECKOUT).idleInTransaction(29_000)),
                    IDLE_IN_TRANSACTION),
            new Case(
                    "a failed transaction that nobody rolls back",
                    pool(3).hold(3, h -> h.doing(SLEEPING, CHECKOUT).backend("idle in transaction (aborted)", 29_000)),
                    IDLE_IN_TRANSACTION),
            new Case(
                    "an HTTP call in a transaction is both, the call first",
                    pool(3).hold(3, h -> h.doing(IN_OTHER_IO, HTTP, REQUEST).idleInTransaction(29_000)),
                    HELD_OUTSIDE_SQL,
                    IDLE_IN_TRANSACTION),
            new Case(
                    "between two statements of a busy transaction",
                    pool(2).timeout(500)
                            .waiting(5, 300)
                            .hold(
                                    2,
                                    h -> h.heldFor(250)
                                            .doing(COMPUTING, CHECKOUT)
                                            .idleInTransaction(4)),
                    UNDETERMINED));

    static final List<Case> OUTSIDE = List.of(
            new Case(
                    "in a statement, perhaps of this connection, that PostgreSQL was asked too early to see",
                    pool(3).answerAge(3_000)
                            .hold(3, h -> h.doing(IN_DRIVER, CHECKOUT).idle(20_000)),
                    UNDETERMINED),
            new Case(
                    "in a statement on another database",
                    pool(3).hold(3, h -> h.doing(IN_DRIVER, CHECKOUT).idle(20_000)),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "an HTTP call",
                    pool(3).hold(3, h -> h.doing(IN_OTHER_IO, HTTP, REQUEST).idle(29_000)),
                    HELD_OUTSIDE_SQL),
            new Case("asleep", pool(3).hold(3, h -> h.doing(SLEEPING, CHECKOUT).idle(29_000)), HELD_OUTSIDE_SQL),
            new Case(
                    "computing",
                    pool(3).hold(3, h -> h.doing(COMPUTING, CHECKOUT).idle(29_000)),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "waiting for a lock of the process whose owner does not wait for the pool",
                    pool(3).hold(
                                    3,
                                    h -> h.doing(WAITING_FOR_LOCK, CHECKOUT)
                                            .waitsFor(999)
                                            .idle(29_000)),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "short calls, some of them just begun: they are of a kind",
                    pool(4).timeout(1_000)
                            .waiting(9, 600)
                            .hold(
                                    2,
                                    h -> h.heldFor(160).doing(IN_OTHER_IO, HTTP).idle(150))
                            .hold(2, h -> h.heldFor(40).doing(IN_OTHER_IO, HTTP).idle(30)),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "rows are ready, and the thread does not fetch them",
                    pool(2).hold(
                                    2,
                                    h -> h.doing(IN_OTHER_IO, HTTP)
                                            .active(20_000, SQL)
                                            .waitEvent("Client", "ClientWrite")),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "rows are ready, and the driver fetches them",
                    pool(2).hold(
                                    2,
                                    h -> h.doing(IN_DRIVER, CHECKOUT)
                                            .active(20_000, SQL)
                                            .waitEvent("Client", "ClientWrite")),
                    SLOW_SQL),
            new Case(
                    "idle while its thread runs SQL on its other connection",
                    pool(2).hold(
                                    1,
                                    h -> h.by("main", 1)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .idle(20_000))
                            .hold(
                                    1,
                                    h -> h.by("main", 1)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(19_000, SQL)),
                    HELD_OUTSIDE_SQL,
                    SLOW_SQL),
            new Case(
                    "an answer from before the hold began is about the borrower before",
                    pool(2).answerAge(4_000)
                            .hold(
                                    2,
                                    h -> h.heldFor(2_000)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .idle(60_000)),
                    SLOW_SQL));

    static final List<Case> LEAKS = List.of(
            new Case(
                    "PostgreSQL was asked halfway, and the borrowers have been away since",
                    pool(3).waiting(3, 9_900)
                            .answerAge(4_900)
                            .hold(
                                    3,
                                    h -> h.heldFor(9_950)
                                            .doing(IDLE_IN_EXECUTOR)
                                            .idle(5_000)),
                    LEAK),
            new Case(
                    "it was asked before anything could be seen, and the borrowers are away a moment later",
                    pool(3).timeout(300)
                            .waiting(3, 280)
                            .answerAge(150)
                            .hold(3, h -> h.heldFor(320).doing(IDLE_IN_EXECUTOR).idle(150)),
                    LEAK),
            new Case(
                    "the borrower has ended", pool(3).hold(3, h -> h.doing(GONE).idle(20_000)), LEAK),
            new Case(
                    "the borrower has ended in the middle of a transaction",
                    pool(3).hold(3, h -> h.doing(GONE).idleInTransaction(20_000)),
                    LEAK),
            new Case(
                    "the borrower waits for its next task",
                    pool(3).hold(3, h -> h.doing(IDLE_IN_EXECUTOR).idle(20_000)),
                    LEAK),
            new Case(
                    "the borrower has ended, and nobody saw the backend",
                    pool(3).server(Status.NO_ANSWER, "timeout").hold(3, h -> h.doing(GONE)),
                    LEAK),
            new Case(
                    "the borrower has ended, and another thread runs SQL",
                    pool(2).hold(2, h -> h.doing(GONE).active(5_000, SQL)),
                    SLOW_SQL),
            new Case(
                    "the borrower is between tasks, and another thread used the connection just now",
                    pool(2).hold(2, h -> h.doing(IDLE_IN_EXECUTOR).idle(50)),
                    UNDETERMINED),
            new Case(
                    "without trouble, held beyond the threshold",
                    pool(9).calm().hold(1, h -> h.heldFor(70_000).doing(GONE).idle(69_000)),
                    LEAK),
            new Case(
                    "without trouble, not yet beyond the threshold",
                    pool(9).calm().hold(1, h -> h.heldFor(50_000).doing(GONE).idle(49_000))),
            new Case(
                    "without trouble, a long batch job",
                    pool(9).calm()
                            .hold(
                                    1,
                                    h -> h.heldFor(700_000)
                                            .doing(COMPUTING, CHECKOUT)
                                            .idle(69_000))),
            new Case(
                    "a worker that leaked one long ago waits for another",
                    pool(2).hold(
                                    2,
                                    h -> h.heldFor(300_000)
                                            .doing(WAITING_FOR_CONNECTION, CHECKOUT)
                                            .idle(300_000)),
                    LEAK),
            new Case(
                    "waiting at the very place where what is held was acquired: a later request",
                    pool(3).caller("http-1", 101, 4_000, CHECKOUT)
                            .caller("http-2", 102, 4_000, CHECKOUT)
                            .hold(
                                    3,
                                    h -> h.doing(WAITING_FOR_CONNECTION, CHECKOUT)
                                            .idle(5_000)),
                    LEAK),
            new Case(
                    "waiting outside of the code that acquired what is held",
                    pool(2).caller("http-1", 101, 4_000, AUDIT, REQUEST)
                            .caller("http-2", 102, 4_000, AUDIT, REQUEST)
                            .hold(
                                    2,
                                    h -> h.doing(WAITING_FOR_CONNECTION, AUDIT, REQUEST)
                                            .idle(5_000)),
                    LEAK),
            new Case(
                    "several threads wait and have two each, acquired who knows where",
                    pool(4).hold(
                                    2,
                                    h -> h.by("http-1", 1)
                                            .noCallSite()
                                            .doing(WAITING_FOR_CONNECTION, CHECKOUT)
                                            .idle(5_000))
                            .hold(
                                    2,
                                    h -> h.by("http-2", 2)
                                            .noCallSite()
                                            .doing(WAITING_FOR_CONNECTION, CHECKOUT)
                                            .idle(5_000)),
                    LEAK),
            new Case(
                    "one thread collects connections and waits for others",
                    pool(3).caller("worker-1", 9, 4_900, AUDIT)
                            .awaiting(FUTURE, 1)
                            .working(FUTURE, 9)
                            .hold(
                                    3,
                                    h -> h.by("main", 1)
                                            .doing(WAITING_FOR_THREAD, CHECKOUT)
                                            .idle(5_000)),
                    LEAK));

    static final List<Case> DEADLOCKS = List.of(
            new Case(
                    "a thread that holds all waits for one more",
                    pool(3).caller("main", 1, 4_900, AUDIT, CHECKOUT)
                            .hold(
                                    3,
                                    h -> h.by("main", 1)
                                            .doing(WAITING_FOR_CONNECTION, AUDIT, CHECKOUT)
                                            .idle(5_000)),
                    SELF_DEADLOCK),
            new Case(
                    "all holders wait for a second one, inside transactions",
                    pool(3).hold(
                                    3,
                                    h -> h.doing(WAITING_FOR_CONNECTION, AUDIT, CHECKOUT)
                                            .idleInTransaction(5_000)),
                    SELF_DEADLOCK),
            new Case(
                    "a third of them is enough to be named first",
                    pool(3).hold(1, h -> h.doing(WAITING_FOR_CONNECTION, AUDIT).idle(5_000))
                            .hold(2, h -> h.doing(SLEEPING, CHECKOUT).idle(20_000)),
                    SELF_DEADLOCK,
                    HELD_OUTSIDE_SQL),
            new Case(
                    "one of many that nest is not the cause, if the others are blocked",
                    pool(10).hold(1, h -> h.doing(WAITING_FOR_CONNECTION, AUDIT).idle(5_000))
                            .hold(9, h -> h.doing(IN_DRIVER, CHECKOUT).blockedBy(blocker(1, "x", "active", 9_000))),
                    BLOCKED_ON_LOCKS,
                    SELF_DEADLOCK),
            new Case(
                    "a lock of the process, whose owner waits for the pool",
                    pool(2).caller("http-9", 9, 5_000, AUDIT)
                            .hold(
                                    2,
                                    h -> h.doing(WAITING_FOR_LOCK, CHECKOUT)
                                            .waitsFor(9)
                                            .idle(20_000)),
                    SELF_DEADLOCK),
            new Case(
                    "tasks that holders wait for wait for the pool",
                    pool(2).caller(
                                    "worker-1",
                                    9,
                                    4_900,
                                    AUDIT,
                                    "com.shop.OrderService.lambda$checkout$0(OrderService.java:90)")
                            .awaiting(FUTURE, 101, 102)
                            .working(FUTURE, 9)
                            .hold(
                                    2,
                                    h -> h.doing(WAITING_FOR_THREAD, CHECKOUT, REQUEST)
                                            .idle(20_000)),
                    SELF_DEADLOCK),
            new Case(
                    "holders wait for something else than tasks, and callers happen to be of their class",
                    pool(2).caller(
                                    "worker-1",
                                    9,
                                    4_900,
                                    AUDIT,
                                    "com.shop.OrderService.lambda$checkout$0(OrderService.java:90)")
                            .working(FUTURE, 9)
                            .hold(
                                    2,
                                    h -> h.doing(WAITING_FOR_THREAD, CHECKOUT, REQUEST)
                                            .idle(20_000)),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "holders wait for futures, and fewer tasks than could be theirs wait for the pool",
                    pool(3).caller(
                                    "worker-1",
                                    9,
                                    4_900,
                                    AUDIT,
                                    "com.shop.OrderService.lambda$checkout$0(OrderService.java:90)")
                            .awaiting(COMPLETABLE_FUTURE, 101, 102, 103)
                            .working(COMPLETABLE_FUTURE, 9)
                            .hold(
                                    3,
                                    h -> h.doing(WAITING_FOR_THREAD, CHECKOUT, REQUEST)
                                            .idle(20_000)),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "holders wait for other threads, and the callers are requests like them",
                    pool(2).caller("http-9", 9, 4_900, CHECKOUT, REQUEST)
                            .hold(
                                    2,
                                    h -> h.doing(WAITING_FOR_THREAD, CHECKOUT, REQUEST)
                                            .idle(20_000)),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "holders wait for tasks, and connections go round",
                    pool(2).caller(
                                    "worker-1",
                                    9,
                                    4_900,
                                    "com.shop.OrderService.lambda$checkout$0(OrderService.java:90)")
                            .awaiting(FUTURE, 101, 102)
                            .working(FUTURE, 9)
                            .hold(
                                    1,
                                    h -> h.heldFor(2_000)
                                            .doing(WAITING_FOR_THREAD, CHECKOUT, REQUEST)
                                            .idle(1_900))
                            .hold(
                                    1,
                                    h -> h.heldFor(3_000)
                                            .doing(WAITING_FOR_THREAD, CHECKOUT, REQUEST)
                                            .idle(2_900)),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "waiting for a further connection that the database refuses is no deadlock",
                    pool(5).connectFailed(ConnectFailure.TOO_MANY_CONNECTIONS, "too many clients", 100)
                            .hold(2, h -> h.doing(WAITING_FOR_CONNECTION, AUDIT).idle(5_000)),
                    DATABASE_REFUSES));

    static final List<Case> SLOW = List.of(
            new Case(
                    "as long as they have waited, one short statement after another",
                    pool(4).timeout(1_000)
                            .waiting(3, 970)
                            .hold(
                                    4,
                                    h -> h.heldFor(976)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(10, SQL)),
                    SLOW_SQL),
            new Case(
                    "slow statements",
                    pool(3).hold(3, h -> h.doing(IN_DRIVER, CHECKOUT).active(25_000, SQL)),
                    SLOW_SQL),
            new Case(
                    "slow statements, some just begun",
                    pool(4).hold(
                                    1,
                                    h -> h.heldFor(1_700)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(1_600, SQL))
                            .hold(
                                    3,
                                    h -> h.heldFor(400)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(300, SQL)),
                    SLOW_SQL),
            new Case(
                    "statements that differ, just begun, of a pool whose holds take seconds",
                    pool(2).waiting(6, 6_000)
                            .hold(
                                    2,
                                    h -> h.heldFor(400)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(
                                                    300,
                                                    "SELECT "
                                                            + h.build().holder().connectionId()))
                            .sample(9_000, 1, 0, 100, 100, 100_000)
                            .sample(6_000, 2, 2, 106, 104, 106_000)
                            .sample(0, 2, 6, 114, 108, 118_000),
                    SLOW_SQL),
            new Case(
                    "in the driver, and nobody may see the sessions",
                    pool(3).server(Status.NO_PERMISSION, "the role may not").hold(3, h -> h.doing(IN_DRIVER, CHECKOUT)),
                    SLOW_SQL),
            new Case(
                    "many short statements in long holds",
                    pool(2).hold(2, h -> h.doing(IN_DRIVER, CHECKOUT).active(3, SQL)),
                    SLOW_SQL),
            new Case(
                    "a server that is silent while threads wait for it",
                    pool(3).server(Status.NO_ANSWER, "timeout").hold(3, h -> h.doing(IN_DRIVER, CHECKOUT)),
                    DATABASE_UNREACHABLE),
            new Case(
                    "a server too busy to answer the question, but connections go round",
                    pool(3).server(Status.NO_ANSWER, "timeout")
                            .hold(3, h -> h.heldFor(2_000).doing(IN_DRIVER, CHECKOUT)),
                    SLOW_SQL),
            new Case(
                    "backends that no longer exist",
                    pool(4).hold(3, h -> h.doing(IN_DRIVER, CHECKOUT))
                            .hold(1, h -> h.doing(SLEEPING, CHECKOUT).idle(29_000)),
                    DATABASE_UNREACHABLE,
                    HELD_OUTSIDE_SQL));

    static final List<Case> CONNECTING = List.of(
            new Case(
                    "a database that is gone, and a connection that happens to be free at this instant",
                    pool(4).connectFailed(ConnectFailure.DATABASE, "database \"shop\" does not exist", 80)
                            .waiting(1, 0)
                            .sample(0, 2, 1, 1_000, 999, 0),
                    DATABASE_REFUSES),
            new Case(
                    "wrong password",
                    pool(5).connectFailed(ConnectFailure.AUTH, "password authentication failed", 25_000),
                    DATABASE_REFUSES),
            new Case(
                    "server full",
                    pool(5).connectFailed(ConnectFailure.TOO_MANY_CONNECTIONS, "sorry, too many clients already", 300),
                    DATABASE_REFUSES),
            new Case(
                    "server starting",
                    pool(5).connectFailed(ConnectFailure.STARTING, "the database system is starting up", 300),
                    DATABASE_REFUSES),
            new Case(
                    "port refuses",
                    pool(5).connectFailed(ConnectFailure.REFUSED, "Connection refused", 300),
                    DATABASE_UNREACHABLE),
            new Case("login hangs", pool(5).connectHangs(4_000), DATABASE_UNREACHABLE),
            new Case("a login under way as usual", pool(5).connectHangs(20), UNDETERMINED),
            new Case(
                    "an old failure explains nothing",
                    pool(5).connectFailed(ConnectFailure.REFUSED, "Connection refused", 600_000),
                    UNDETERMINED),
            new Case(
                    "if all are in use, a failed attempt is not what callers wait for",
                    pool(2).connectFailed(ConnectFailure.REFUSED, "Connection refused", 300)
                            .hold(2, h -> h.doing(SLEEPING, CHECKOUT).idle(29_000)),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "the server went away under those who use it, too",
                    pool(5).connectFailed(ConnectFailure.REFUSED, "Connection refused", 300)
                            .server(Status.NO_ANSWER, "Connection refused")
                            .hold(2, h -> h.doing(IN_DRIVER, CHECKOUT)),
                    DATABASE_UNREACHABLE));

    static final List<Case> COMBINED = List.of(
            new Case(
                    "more locks than leaks",
                    pool(10).hold(6, h -> h.doing(IN_DRIVER, CHECKOUT).blockedBy(blocker(1, "x", "active", 9_000)))
                            .hold(4, h -> h.doing(GONE).idle(20_000)),
                    BLOCKED_ON_LOCKS,
                    LEAK),
            new Case(
                    "more leaks than calls",
                    pool(10).hold(7, h -> h.doing(GONE).idle(20_000))
                            .hold(3, h -> h.doing(IN_OTHER_IO, HTTP).idle(9_000)),
                    LEAK,
                    HELD_OUTSIDE_SQL),
            new Case(
                    "one report that runs for an hour beside eleven that are blocked",
                    pool(12).hold(
                                    1,
                                    h -> h.heldFor(3_600_000)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(3_599_000, SQL))
                            .hold(
                                    11,
                                    h -> h.heldFor(6_000)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .blockedBy(blocker(1, "x", "idle in transaction", 9_000))),
                    BLOCKED_ON_LOCKS,
                    SLOW_SQL));

    static final List<Case> PROXY = List.of(
            new Case(
                    "a proxy that does not let the question through, and statements that do not end",
                    pool(8).server(Status.BEHIND_PROXY, "no answer from the proxy")
                            .timeout(1_000)
                            .waiting(8, 980)
                            .hold(8, h -> h.heldFor(990).doing(IN_DRIVER, CHECKOUT)),
                    SLOW_SQL),
            new Case(
                    "proxy: sessions idle in transaction",
                    pool(3).behindProxy(Map.of("idle in transaction", 3)).hold(3, h -> h.doing(SLEEPING, CHECKOUT)),
                    IDLE_IN_TRANSACTION),
            new Case(
                    "proxy: calls outside transactions",
                    pool(3).behindProxy(Map.of("idle", 3)).hold(3, h -> h.doing(IN_OTHER_IO, HTTP)),
                    HELD_OUTSIDE_SQL),
            new Case(
                    "proxy: blocked on locks",
                    pool(3).behindProxy(Map.of("blocked on locks", 3)).hold(3, h -> h.doing(IN_DRIVER, CHECKOUT)),
                    BLOCKED_ON_LOCKS),
            new Case(
                    "proxy: slow statements",
                    pool(3).behindProxy(Map.of("active", 3)).hold(3, h -> h.doing(IN_DRIVER, CHECKOUT)),
                    SLOW_SQL),
            new Case(
                    "proxy: most wait in it for two that sleep in transactions",
                    pool(8).behindProxy(Map.of("idle in transaction", 2))
                            .hold(2, h -> h.doing(SLEEPING, CHECKOUT))
                            .hold(6, h -> h.doing(IN_DRIVER, CHECKOUT)),
                    IDLE_IN_TRANSACTION));

    /** 100 ms holds on 5 connections in the last three seconds; before that half as many callers. */
    private static Scene busy(long recentlyArrived) {
        return pool(5).timeout(2_000)
                .waiting(30, 1_200)
                .hold(5, h -> h.heldFor(60).doing(IN_DRIVER, CHECKOUT).active(50, SQL))
                .sample(23_000, 2, 0, 100, 100, 10_000)
                .sample(3_000, 3, 0, 600, 600, 60_000)
                .sample(2_000, 5, 10, 660, 650, 65_000)
                .sample(1_000, 5, 20, 720, 700, 70_000)
                .sample(0, 5, 30, 720 + recentlyArrived, 750, 75_000);
    }

    static final List<Case> DEMAND = List.of(
            new Case("more callers than the pool can serve", busy(60), POOL_TOO_SMALL),
            new Case("fewer come than are served", busy(10), BURST),
            new Case(
                    "all came at once, and nobody since: seen between two samples of one wait",
                    pool(5).timeout(500)
                            .waiting(40, 250)
                            .hold(
                                    5,
                                    h -> h.heldFor(60)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(50, SQL))
                            .sample(900, 0, 0, 600, 600, 60_000)
                            .sample(125, 5, 50, 660, 605, 60_500)
                            .sample(60, 5, 45, 660, 610, 61_000)
                            .sample(0, 5, 40, 660, 615, 61_500),
                    BURST),
            new Case(
                    "as many come as are served, though not in step",
                    pool(5).timeout(500)
                            .waiting(40, 250)
                            .hold(
                                    5,
                                    h -> h.heldFor(60)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(50, SQL))
                            .sample(900, 0, 0, 600, 600, 60_000)
                            .sample(125, 5, 40, 655, 605, 60_500)
                            .sample(60, 5, 40, 659, 610, 61_000)
                            .sample(0, 5, 41, 663, 615, 61_500),
                    POOL_TOO_SMALL),
            new Case("without trouble, busy is well used", busy(60).calm()),
            new Case(
                    "slower than usual by far",
                    pool(5).waiting(30, 6_000)
                            .hold(
                                    5,
                                    h -> h.heldFor(800)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(790, SQL))
                            .sample(30_000, 1, 0, 0, 0, 0)
                            .sample(9_000, 1, 0, 2_000, 2_000, 40_000)
                            .sample(8_000, 5, 10, 2_100, 2_050, 45_000)
                            .sample(0, 5, 30, 2_200, 2_090, 85_000),
                    SLOW_SQL),
            new Case(
                    "busy until a moment ago, and now nothing comes free",
                    pool(5).waiting(30, 1_200)
                            .hold(5, h -> h.heldFor(2_000).doing(UNKNOWN))
                            .sample(4_000, 3, 0, 600, 600, 60_000)
                            .sample(3_000, 5, 10, 660, 650, 65_000)
                            .sample(1_000, 5, 20, 720, 700, 70_000)
                            .sample(0, 5, 30, 780, 700, 75_000),
                    UNDETERMINED),
            new Case(
                    "a statement that has run since the first caller waits, though not for long",
                    pool(2).timeout(250)
                            .waiting(3, 130)
                            .hold(
                                    2,
                                    h -> h.heldFor(140)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(135, SQL)),
                    SLOW_SQL),
            new Case(
                    "short holds without history tell nothing",
                    pool(2).hold(
                                    2,
                                    h -> h.heldFor(60)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(50, SQL)),
                    UNDETERMINED));

    static final List<Case> OTHERS = List.of(
            new Case(
                    "closed",
                    pool(3).closed().hold(2, h -> h.doing(SLEEPING, CHECKOUT).idle(9_000)),
                    POOL_CLOSED),
            new Case(
                    "calm",
                    pool(3).calm().hold(3, h -> h.doing(SLEEPING, CHECKOUT).idleInTransaction(29_000))),
            new Case("nothing known at all", pool(3), UNDETERMINED),
            new Case("threads whose stacks cannot be read", pool(2).hold(2, h -> h.doing(UNKNOWN)), UNDETERMINED));

    @ParameterizedTest
    @FieldSource({
        "LOCKS",
        "TRANSACTIONS",
        "OUTSIDE",
        "LEAKS",
        "DEADLOCKS",
        "SLOW",
        "CONNECTING",
        "COMBINED",
        "PROXY",
        "DEMAND",
        "OTHERS"
    })
    void namesTheCauses(Case given) {
        assertThat(Diagnosis.of(given.scene().evidence()))
                .extracting(Finding::verdict)
                .containsExactly(given.verdicts());
    }
}
