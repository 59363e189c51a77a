package dev.dbpool.internal.diagnosis;

import dev.dbpool.report.Finding;
import java.util.List;

/** One family of causes: which holds it explains, and what is to be said about them. */
interface Cause {
    /** Whether this hold alone points to this cause. */
    boolean explains(Hold hold);

    /**
     * Whether a hold that nothing explains by itself is of the same kind as those that were explained. A snapshot
     * catches some statements and calls of a kind at their end, and others when they have just begun.
     */
    default boolean resembles(Hold hold, List<Hold> explained) {
        return false;
    }

    /** What is to be said about the holds that it explains, at least one. */
    Finding conclude(ExplainedHolds explained);
}
