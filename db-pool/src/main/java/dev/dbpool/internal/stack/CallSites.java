package dev.dbpool.internal.stack;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Looks, for some acquisitions, where in the application they were made: at most 100 a second while the pool is under
 * pressure, 10 a second else. A look costs some microseconds, so neither a busy path nor a bad moment pays more than a
 * thousandth for it. Thread-safe.
 *
 * <p>Invariant: {@code nextNanos} is moved only by a compare-and-set, and whoever moves it may look once; so looks are
 * an interval apart. Callers read it without ordering: who sees an old value loses the compare-and-set.
 */
public final class CallSites {
    private static final long CALM_NANOS = Duration.ofMillis(100).toNanos();
    private static final long PRESSED_NANOS = Duration.ofMillis(10).toNanos();

    /** Deeper stacks are not searched, so that a runaway recursion does not cost milliseconds. */
    private static final int DEEPEST = 400;

    private static final int MOST_FRAMES = 2;
    private static final StackWalker WALKER = StackWalker.getInstance();
    private static final VarHandle NEXT;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(CallSites.class, "nextNanos", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ApplicationFrames application;
    private volatile long intervalNanos = CALM_NANOS;

    @SuppressWarnings("unused") // read and written through NEXT
    private long nextNanos;

    /** The first look is due at {@code nowNanos}. */
    public CallSites(ApplicationFrames application, long nowNanos) {
        this.application = application;
        this.nextNanos = nowNanos;
    }

    /** Whether a look is due. One unordered read; also true if the clock has jumped back. */
    public boolean due(long nowNanos) {
        long ahead = (long) NEXT.getOpaque(this) - nowNanos;
        return ahead <= 0 || ahead > CALM_NANOS;
    }

    /**
     * Where in the application the calling thread is, for one of the callers to whom a look is {@linkplain #due due};
     * null for the others. Its {@code toString} makes the text. Never throws.
     */
    public @Nullable CallSite look(long nowNanos) {
        try {
            long next = (long) NEXT.getOpaque(this);
            long ahead = next - nowNanos;
            if ((ahead > 0 && ahead <= CALM_NANOS) || !NEXT.compareAndSet(this, next, nowNanos + intervalNanos)) {
                return null;
            }
            return WALKER.walk(frames -> new CallSite(frames.limit(DEEPEST)
                    .filter(frame -> application.include(frame.getClassName()))
                    .limit(MOST_FRAMES)
                    .toArray(StackWalker.StackFrame[]::new)));
        } catch (Throwable unreadable) {
            // Out of memory or of stack: the caller's connection matters more.
            return null;
        }
    }

    /** Looks more often from now on, or less. */
    public void underPressure(boolean pressed) {
        intervalNanos = pressed ? PRESSED_NANOS : CALM_NANOS;
    }
}
