package dev.dbpool.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Callers fail for want of a connection; the verdict is known. */
@Name("dev.dbpool.ExhaustionBegan")
@Label("Exhaustion Began")
@Category("db-pool")
@Description("Callers fail for want of a connection; the verdict is known.")
@StackTrace(false)
final class ExhaustionBegan extends PoolEvent {
    @Label("Verdict")
    String verdict = "";

    @Label("Connections in Use")
    int active;

    @Label("Callers Waiting")
    int waiting;
}
