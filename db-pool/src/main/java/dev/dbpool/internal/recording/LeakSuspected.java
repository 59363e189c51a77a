package dev.dbpool.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A connection is probably leaked. */
@Name("dev.dbpool.LeakSuspected")
@Label("Leak Suspected")
@Category("db-pool")
@Description("A connection is probably leaked.")
@StackTrace(false)
final class LeakSuspected extends PoolEvent {
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
