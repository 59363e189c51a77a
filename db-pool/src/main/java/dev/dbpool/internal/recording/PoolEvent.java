package dev.dbpool.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The events of a pool, and what all of them tell. */
abstract class PoolEvent extends Event implements PoolEvents.Begun {
    @Label("Service")
    String service = "";

    @Label("Pool")
    @Nullable
    String pool;

    /** An acquisition that took longer than the threshold. */
    @Name("dev.dbpool.AcquireWait")
    @Label("Acquire Wait")
    @Category("db-pool")
    @Description("An acquisition that took longer than the threshold.")
    @Threshold("20 ms")
    @StackTrace(true)
    static final class AcquireWait extends PoolEvent {
        @Label("Outcome")
        String outcome = "";
    }

    /** A session with PostgreSQL was opened, which took longer than the threshold. */
    @Name("dev.dbpool.PhysicalConnect")
    @Label("Physical Connect")
    @Category("db-pool")
    @Description("A session with PostgreSQL was opened.")
    @Threshold("0 ms")
    @StackTrace(false)
    static final class PhysicalConnect extends PoolEvent {}

    /** A session with PostgreSQL could not be opened. */
    @Name("dev.dbpool.ConnectFailed")
    @Label("Connect Failed")
    @Category("db-pool")
    @Description("A session with PostgreSQL could not be opened.")
    @StackTrace(false)
    static final class ConnectFailed extends PoolEvent {
        @Label("Reason")
        String reason = "";
    }

    /** Callers fail for want of a connection; the verdict is known. */
    @Name("dev.dbpool.ExhaustionBegan")
    @Label("Exhaustion Began")
    @Category("db-pool")
    @Description("Callers fail for want of a connection; the verdict is known.")
    @StackTrace(false)
    static final class ExhaustionBegan extends PoolEvent {
        @Label("Verdict")
        String verdict = "";

        @Label("Connections in Use")
        int active;

        @Label("Callers Waiting")
        int waiting;
    }

    /** Nobody has failed for ten seconds, or the pool closes. */
    @Name("dev.dbpool.ExhaustionEnded")
    @Label("Exhaustion Ended")
    @Category("db-pool")
    @Description("Nobody has failed for ten seconds, or the pool closes.")
    @StackTrace(false)
    static final class ExhaustionEnded extends PoolEvent {
        @Label("Lasted")
        @Timespan
        long lasted;

        @Label("Callers Failed")
        long failed;

        @Label("Verdicts")
        String verdicts = "";
    }

    /** A connection is probably leaked. */
    @Name("dev.dbpool.LeakSuspected")
    @Label("Leak Suspected")
    @Category("db-pool")
    @Description("A connection is probably leaked.")
    @StackTrace(false)
    static final class LeakSuspected extends PoolEvent {
        @Label("Connection")
        long connection;

        @Label("Borrowing Thread")
        String thread = "";

        @Label("Held")
        @Timespan
        long held;

        @Label("Acquired At")
        String callSite = "";
    }
}
