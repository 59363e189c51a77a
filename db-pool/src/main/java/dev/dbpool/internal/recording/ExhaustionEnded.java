package dev.dbpool.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Nobody has failed for ten seconds, or the pool closes. */
@Name("dev.dbpool.ExhaustionEnded")
@Label("Exhaustion Ended")
@Category("db-pool")
@Description("Nobody has failed for ten seconds, or the pool closes.")
@StackTrace(false)
final class ExhaustionEnded extends PoolEvent {
    @Label("Lasted")
    @Timespan
    long lasted;

    @Label("Callers Failed")
    long failed;

    @Label("Verdicts")
    String verdicts = "";
}
