package dev.dbpool.internal.stack;

import dev.dbpool.report.Activity;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What was seen when a thread was looked at. Immutable.
 *
 * @param activity what it is doing
 * @param awaits what kind of task it waits for, if it does
 * @param works as what kinds of task it was told to do what it does
 * @param atGate whether it waits at the gate of a pool, of this one or of another
 * @param joins identity of the thread whose end it waits for, if it does
 */
public record ThreadSnapshot(
        Activity activity, Optional<TaskKind> awaits, Set<TaskKind> works, boolean atGate, OptionalInt joins) {
    public ThreadSnapshot {
        works = Set.copyOf(works);
    }

    /** What is known of a thread whose stack was not read. */
    public static ThreadSnapshot without(Activity activity) {
        return new ThreadSnapshot(activity, Optional.empty(), Set.of(), false, OptionalInt.empty());
    }
}
