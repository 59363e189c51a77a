package dev.dbpool.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** A session with PostgreSQL was opened. */
@Name("dev.dbpool.PhysicalConnect")
@Label("Physical Connect")
@Category("db-pool")
@Description("A session with PostgreSQL was opened.")
@StackTrace(false)
final class PhysicalConnect extends PoolEvent {
    @Label("Took")
    @Timespan
    long took;
}
