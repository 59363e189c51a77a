package dev.dbpool.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** A session with PostgreSQL could not be opened. */
@Name("dev.dbpool.ConnectFailed")
@Label("Connect Failed")
@Category("db-pool")
@Description("A session with PostgreSQL could not be opened.")
@StackTrace(false)
final class ConnectFailed extends PoolEvent {
    @Label("Reason")
    String reason = "";
}
