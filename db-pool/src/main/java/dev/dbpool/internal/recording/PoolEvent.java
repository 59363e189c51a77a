package dev.dbpool.internal.recording;

import jdk.jfr.Event;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/** What all events of a pool tell. */
abstract class PoolEvent extends Event {
    @Label("Service")
    String service = "";

    @Label("Pool")
    @Nullable
    String pool;
}
