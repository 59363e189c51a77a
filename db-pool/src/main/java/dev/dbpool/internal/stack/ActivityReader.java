package dev.dbpool.internal.stack;

import dev.dbpool.report.Activity;
import dev.dbpool.report.Activity.Kind;
import java.lang.Thread.State;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Says what a thread is doing, from its live stack.
 *
 * <p>What the thread is <em>doing</em> are the frames above the innermost one of the application: that frame called
 * the driver, an HTTP client, a lock. Frames of libraries win over those of the JDK by which they wait: an HTTP client
 * parks in a future like everybody else. Thread-safe. A look at one thread stops that thread alone, for some
 * microseconds.
 */
public final class ActivityReader {
    private static final int MOST_FRAMES = 12;
    private static final Activity GONE = new Activity(Kind.GONE, Optional.empty(), List.of());
    private static final Activity UNKNOWN = new Activity(Kind.UNKNOWN, Optional.empty(), List.of());
    private static final FramePrefixes DRIVER = new FramePrefixes(List.of(
            "org.postgresql",
            "com.zaxxer.hikari",
            "dev.dbpool.internal.jdbc",
            "dev.dbpool.internal.factory",
            "dev.dbpool.internal.engine"));
    private static final FramePrefixes GATE = new FramePrefixes(List.of("dev.dbpool.internal.admission"));

    private final ApplicationFrames application;

    public ActivityReader(ApplicationFrames application) {
        this.application = application;
    }

    /**
     * What the thread is doing. Never throws.
     *
     * @param queuedHere whether it is among the callers who wait for a connection of this pool
     */
    public Activity of(Thread thread, boolean queuedHere) {
        return look(thread, queuedHere).activity();
    }

    /** The same, and in whose hands it lies that the thread goes on. Never throws. */
    public ThreadSnapshot look(Thread thread, boolean queuedHere) {
        try {
            StackTraceElement[] stack = thread.getStackTrace();
            State state = thread.getState();
            if (state == State.TERMINATED) {
                return ThreadSnapshot.without(GONE);
            }
            // A virtual thread may have none at the moment of getting on or off its carrier.
            return stack.length == 0
                    ? ThreadSnapshot.without(UNKNOWN)
                    : look(thread, stack, of(stack, state, queuedHere));
        } catch (Throwable unreadable) {
            // Threads may override what they tell of themselves.
            return ThreadSnapshot.without(UNKNOWN);
        }
    }

    private ThreadSnapshot look(Thread thread, StackTraceElement[] stack, Activity activity) {
        List<StackTraceElement> above = aboveApplication(stack);
        boolean waits = activity.kind() == Kind.WAITING_FOR_THREAD;
        return new ThreadSnapshot(
                activity.kind() == Kind.WAITING_FOR_LOCK
                        ? new Activity(activity.kind(), activity.where(), activity.frames(), LockOwners.of(thread))
                        : activity,
                waits ? TaskKind.awaited(above) : Optional.empty(),
                TaskKind.worked(stack),
                any(above, frame -> GATE.cover(frame.getClassName())),
                waits && any(above, Waits::join) ? LockOwners.awaited(thread) : OptionalInt.empty());
    }

    Activity of(StackTraceElement[] stack, State state, boolean queuedHere) {
        List<String> frames = frames(stack);
        List<StackTraceElement> above = aboveApplication(stack);
        Kind kind = kind(above, state, queuedHere, above.size() < stack.length);
        return new Activity(kind, frames.stream().findFirst(), frames);
    }

    private List<StackTraceElement> aboveApplication(StackTraceElement[] stack) {
        int first = 0;
        while (first < stack.length && !application.include(stack[first].getClassName())) {
            first++;
        }
        return Arrays.asList(stack).subList(0, first);
    }

    /** The frames of the application, innermost first: the innermost ones, and the one where the work began. */
    List<String> frames(StackTraceElement[] stack) {
        List<String> all = Arrays.stream(stack)
                .filter(frame -> application.include(frame.getClassName()))
                .map(CallSite::text)
                .toList();
        return all.size() <= MOST_FRAMES
                ? all
                : Stream.concat(all.stream().limit(MOST_FRAMES - 1), Stream.of(all.get(all.size() - 1)))
                        .toList();
    }

    private static Kind kind(
            List<StackTraceElement> above, State state, boolean queuedHere, boolean applicationOnStack) {
        if (any(above, frame -> IdleWorkers.shownBy(frame, applicationOnStack))) {
            return Kind.IDLE_IN_EXECUTOR;
        }
        if (any(above, ActivityReader::acquires)) {
            boolean elsewhere = !queuedHere && any(above, frame -> GATE.cover(frame.getClassName()));
            return elsewhere ? Kind.WAITING_FOR_LOCK : Kind.WAITING_FOR_CONNECTION;
        }
        if (any(above, frame -> DRIVER.cover(frame.getClassName()))) {
            return Kind.IN_DRIVER;
        }
        if (state == State.BLOCKED) {
            return Kind.WAITING_FOR_LOCK;
        }
        if (any(above, frame -> OtherIo.covers(frame.getClassName()))) {
            return Kind.IN_OTHER_IO;
        }
        return any(above, Waits::sleep) ? Kind.SLEEPING : waitOrWork(above, state);
    }

    private static boolean acquires(StackTraceElement frame) {
        return frame.getClassName().equals("dev.dbpool.DbPool")
                && (frame.getMethodName().equals("getConnection")
                        || frame.getMethodName().equals("acquire"));
    }

    private static Kind waitOrWork(List<StackTraceElement> above, State state) {
        if (state != State.WAITING && state != State.TIMED_WAITING) {
            return Kind.COMPUTING;
        }
        if (any(above, Waits::forThread) || any(above, Waits::forCondition)) {
            return Kind.WAITING_FOR_THREAD;
        }
        if (any(above, Waits::forLock)) {
            return Kind.WAITING_FOR_LOCK;
        }
        return state == State.TIMED_WAITING ? Kind.SLEEPING : Kind.WAITING_FOR_THREAD;
    }

    private static boolean any(List<StackTraceElement> frames, Predicate<StackTraceElement> matches) {
        return frames.stream().anyMatch(matches);
    }
}
