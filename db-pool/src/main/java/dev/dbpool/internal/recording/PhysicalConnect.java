package dev.dbpool.internal.recording;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** A session with PostgreSQL was opened, which took longer than the threshold. */
@Name("dev.dbpool.PhysicalConnect")
@Label("Physical Connect")
@Category("db-pool")
@Description("A session with PostgreSQL was opened.")
@Threshold("0 ms")
@StackTrace(false)
final class PhysicalConnect extends PoolEvent {}
