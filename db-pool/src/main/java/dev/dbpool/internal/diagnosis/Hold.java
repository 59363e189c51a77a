package dev.dbpool.internal.diagnosis;

import dev.dbpool.report.Activity;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.Holder;
import java.time.Duration;
import java.util.Optional;

/**
 * One held connection as the causes judge it.
 *
 * @param held what was collected
 * @param backend what its backend does
 * @param presumed whether that was concluded from the stack and from numbers, because the session could not be matched
 * @param stateFor since when; the whole hold if that is not known
 */
record Hold(HeldConnection held, Backend backend, boolean presumed, Duration stateFor) {

    /** What a backend does, as far as causes differ by it. */
    enum Backend {
        BLOCKED,
        ACTIVE,
        IDLE_IN_TRANSACTION,
        IDLE,
        /** A proxy has not given it a server connection. */
        QUEUED_IN_PROXY,
        UNKNOWN
    }

    /** A hold whose session was found. */
    static Hold of(HeldConnection held, BackendSession session) {
        return new Hold(held, backend(session), false, Durations.sane(session.stateFor()));
    }

    private static Backend backend(BackendSession session) {
        if (!session.blockers().isEmpty()
                || session.waitEventType().filter("Lock"::equals).isPresent()) {
            return Backend.BLOCKED;
        }
        return switch (session.state()) {
            case "active", "fastpath function call" -> Backend.ACTIVE;
            case "idle" -> Backend.IDLE;
            case "idle in transaction", "idle in transaction (aborted)" -> Backend.IDLE_IN_TRANSACTION;
            default -> Backend.UNKNOWN;
        };
    }

    /** A hold of whose session nothing is known but this guess. */
    static Hold presumed(HeldConnection held, Backend backend) {
        return new Hold(held, backend, true, Durations.sane(held.holder().heldFor()));
    }

    Holder holder() {
        return held.holder();
    }

    Activity.Kind doing() {
        return held.activity().kind();
    }

    Duration heldFor() {
        return Durations.sane(holder().heldFor());
    }

    Optional<BackendSession> session() {
        return presumed ? Optional.empty() : held.session();
    }

    boolean inTransaction() {
        return backend == Backend.IDLE_IN_TRANSACTION;
    }

    /** Nothing is executed on it. */
    boolean idle() {
        return backend == Backend.IDLE || backend == Backend.IDLE_IN_TRANSACTION;
    }

    boolean stateLasted(Duration atLeast) {
        return stateFor.compareTo(atLeast) >= 0;
    }

    boolean heldAtLeast(Duration atLeast) {
        return heldFor().compareTo(atLeast) >= 0;
    }

    /** Where the connection was acquired, or else what the thread is in: what a reader needs to find the code. */
    Optional<String> site() {
        return holder().callSite().or(() -> held.activity().where());
    }
}
