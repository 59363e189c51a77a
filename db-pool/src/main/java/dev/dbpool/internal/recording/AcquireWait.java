package dev.dbpool.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** An acquisition that took longer than the threshold. */
@Name("dev.dbpool.AcquireWait")
@Label("Acquire Wait")
@Category("db-pool")
@Description("An acquisition that took longer than the threshold.")
@Threshold("20 ms")
@StackTrace(true)
final class AcquireWait extends PoolEvent {
    @Label("Outcome")
    String outcome = "";
}
