package dev.dbpool.benchmarks.path;

import dev.dbpool.internal.stack.CallSite;
import dev.dbpool.internal.stack.CallSites;
import org.jspecify.annotations.Nullable;

/** Frames that are not the application's, for the benchmarks: they stand for Spring, Hibernate and the like. */
final class FramesBetween {
    private FramesBetween() {}

    /** A look from below so many of them. */
    static @Nullable CallSite look(int frames, CallSites sites, long nowNanos) {
        CallSite place = frames == 0 ? sites.look(nowNanos) : look(frames - 1, sites, nowNanos);
        return place;
    }
}
