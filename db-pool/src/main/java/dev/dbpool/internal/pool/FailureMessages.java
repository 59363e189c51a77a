package dev.dbpool.internal.pool;

import dev.dbpool.AcquireInterruptedException;
import dev.dbpool.AcquireRejectedException;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.ConnectDeniedException;
import dev.dbpool.ConnectFailedException;
import dev.dbpool.ConnectFailure;
import dev.dbpool.PoolClosedException;
import dev.dbpool.PoolStats;
import dev.dbpool.RejectReason;
import dev.dbpool.internal.factory.ConnectFault;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.monitor.PoolObserver;
import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import dev.dbpool.report.Report;
import dev.dbpool.report.Verdict;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Makes the exceptions of a failed acquisition: what happened, with numbers; the likely cause; what to do next. */
final class FailureMessages {
    private static final String GUIDE = "docs/troubleshooting.md";

    /** Of a message, in characters. */
    private static final int LONGEST = 999;

    /** Of the server's or the driver's words in it. */
    private static final int MESSAGE = 400;

    /** Of the host, port and database. */
    private static final int WHERE = 200;

    /** A refusal without waiting takes less. */
    private static final long AT_ONCE_NANOS = Duration.ofMillis(1).toNanos();

    private static final double LEAST_RETRY_MILLIS = 10;
    private static final double MOST_RETRY_MILLIS = 60_000;

    private final String service;
    private final ConnectionFactory factory;
    private final Supplier<PoolStats> stats;
    private final PoolObserver observer;
    private final LongSupplier nanoTime;

    FailureMessages(
            String service,
            ConnectionFactory factory,
            Supplier<PoolStats> stats,
            PoolObserver observer,
            LongSupplier nanoTime) {
        this.service = service;
        this.factory = factory;
        this.stats = stats;
        this.observer = observer;
        this.nanoTime = nanoTime;
    }

    AcquireTimeoutException timedOut(long timeoutNanos) {
        PoolStats now = stats.get();
        // Who does not want to wait has not failed for want of a connection; nor is it worth an explanation.
        Optional<Report> report = timeoutNanos > 0 ? observer.callerFailed(timeoutNanos) : observer.known();
        return timedOut(timeoutNanos, now, report);
    }

    /**
     * Makes an exception that is not thrown. The first one of a JVM takes some 90 ms of processor time, mostly for loading
     * classes: more than the first caller that fails may be late.
     */
    void rehearse() {
        timedOut(0, stats.get(), Optional.of(observer.rehearsal()));
    }

    private AcquireTimeoutException timedOut(long timeoutNanos, PoolStats now, Optional<Report> report) {
        return new AcquireTimeoutException(
                paragraph(
                        service + ": no connection within " + seconds(timeoutNanos) + " " + numbers(now) + ". ",
                        report,
                        () -> likelyCause(now) + " See " + GUIDE + "#timeouts"),
                now,
                report);
    }

    /** What, then why and what next: as the report says, if it says more than the pool's own numbers do. */
    private static String paragraph(String what, Optional<Report> report, Supplier<String> otherwise) {
        String why = report.filter(known -> known.verdict().isPresent())
                .filter(known -> known.verdict().get() != Verdict.UNDETERMINED)
                .map(Report::sentence)
                .orElseGet(otherwise);
        return OneLine.of(what.strip(), LONGEST - Report.MOST_SENTENCE - 1) + " " + why;
    }

    private String likelyCause(PoolStats now) {
        if (now.active() >= now.max()) {
            return "All connections are in use" + longestHeld() + ". Return connections sooner, or raise maxConnections"
                    + " if the server has room.";
        }
        long connecting = factory.inFlightNanos();
        if (connecting > 0) {
            return "PostgreSQL has not completed a login that began " + seconds(connecting) + " ago. Check the server"
                    + " and the network.";
        }
        return "Connections came free too late for this caller. A longer acquireTimeout or more connections"
                + " would help.";
    }

    private String longestHeld() {
        return observer.holders().stream()
                .findFirst()
                .map(holder -> ", the longest for " + Amount.time(holder.heldFor()) + " by thread \""
                        + holder.threadLabel() + "\"")
                .orElse("");
    }

    AcquireRejectedException rejected(RejectReason reason, long waitedNanos, long timeoutNanos, long retryNanos) {
        PoolStats now = stats.get();
        Duration retryAfter = retryAfter(retryNanos);
        Optional<Report> report = observer.callerFailed(waitedNanos);
        return new AcquireRejectedException(
                paragraph(
                        service + ": refused " + whenRejected(reason, waitedNanos) + ", because "
                                + whyRejected(reason, timeoutNanos) + " " + numbers(now)
                                + ". Try again after " + seconds(retryAfter.toNanos()) + ", or " + instead(reason)
                                + ". ",
                        report,
                        () -> "See " + GUIDE + "#rejected"),
                reason,
                retryAfter,
                now,
                report);
    }

    /** The hopeless are never let into the queue, however long a busy machine takes to say so. */
    private static String whenRejected(RejectReason reason, long waitedNanos) {
        return reason == RejectReason.DEADLINE || waitedNanos < AT_ONCE_NANOS
                ? "at once"
                : "after " + seconds(waitedNanos);
    }

    private static String whyRejected(RejectReason reason, long timeoutNanos) {
        return switch (reason) {
            case QUEUE_FULL -> "the queue is full";
            case DEADLINE -> "its turn would come after more than twice its timeout of " + seconds(timeoutNanos);
            case OVERLOAD -> "more callers come than the connections can serve";
        };
    }

    private static String instead(RejectReason reason) {
        return switch (reason) {
            case QUEUE_FULL -> "raise maxWaiters";
            case DEADLINE -> "allow more time";
            case OVERLOAD -> "return connections sooner";
        };
    }

    private static Duration retryAfter(long nanos) {
        double spread = nanos * ThreadLocalRandom.current().nextDouble(1, 2);
        return Duration.ofMillis((long) Math.min(Math.max(spread / 1e6, LEAST_RETRY_MILLIS), MOST_RETRY_MILLIS));
    }

    PoolClosedException closed() {
        return new PoolClosedException(
                service + ": the pool is closed. Acquire before close(), or open a new pool. See " + GUIDE + "#closed",
                stats.get(),
                observer.known());
    }

    AcquireInterruptedException interrupted(long waitedNanos, InterruptedException cause) {
        return new AcquireInterruptedException(
                service + ": interrupted after waiting " + seconds(waitedNanos)
                        + " for a connection. The thread's interrupt flag is set again.",
                stats.get(),
                cause);
    }

    SQLException connectFailed(ConnectFault fault, long waitedNanos) {
        PoolStats now = stats.get();
        Optional<Long> ageNanos = Optional.of(nanoTime.getAsLong() - fault.atNanos());
        return connectFailed(service, fault, ageNanos, now, observer.callerFailed(waitedNanos));
    }

    static SQLException connectFailed(
            String service, ConnectFault fault, Optional<Long> ageNanos, PoolStats now, Optional<Report> report) {
        String message = service + ": no connection, because PostgreSQL at " + OneLine.of(fault.where(), WHERE)
                + " gives no session (" + fault.reason().label() + ", SQLState " + fault.sqlState()
                + ageNanos.map(age -> ", " + seconds(age) + " ago").orElse("") + "): "
                + OneLine.of(fault.message(), MESSAGE) + ". "
                + advice(fault.reason()) + " See " + GUIDE + "#"
                + fault.reason().label().replace('_', '-');
        return fault.reason().permanent()
                ? new ConnectDeniedException(message, fault.sqlState(), fault.reason(), now, report, fault.cause())
                : new ConnectFailedException(message, fault.sqlState(), fault.reason(), now, report, fault.cause());
    }

    private static String advice(ConnectFailure reason) {
        return switch (reason) {
            case REFUSED -> "Check that PostgreSQL runs and listens at this address.";
            case UNREACHABLE -> "Check the host name and the network.";
            case TIMEOUT -> "Check the network and the server's load, or raise connectTimeout.";
            case AUTH ->
                "Check user, password and pg_hba.conf; attempts are made every 30 s so that no account is locked.";
            case DATABASE -> "Check the database's name in the URL.";
            case TOO_MANY_CONNECTIONS ->
                "Check the connection budget: the pools together ask for more than the server,"
                        + " the role or the database allows.";
            case TLS -> "Check sslmode, the certificates and whether the server offers TLS.";
            case STARTING -> "PostgreSQL is starting, stopping or recovering; the pool tries again by itself.";
            case CREDENTIALS -> "Look at what the code behind credentials(…) does; the cause is what it threw.";
            case SETUP -> "Look at what initSql and onConnect do in each new session.";
            case OTHER -> "The cause says more.";
        };
    }

    private static String numbers(PoolStats now) {
        return "(" + now.active() + " of " + now.max() + " in use, " + now.waiting() + " waiting)";
    }

    private static String seconds(long nanos) {
        return Amount.time(Duration.ofNanos(nanos));
    }
}
