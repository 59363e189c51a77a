package dev.dbpool.internal.factory;

import dev.dbpool.internal.factory.PhysicalConnection.Holding;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where a session keeps the hold in progress.
 *
 * <p>A session is old and a hold is new. Storing a reference to a new object in an old one costs a full fence with G1, up
 * to JDK 25: 5 % of an acquisition with one thread, 10 % with two. So the session puts a new cell in the place of one that
 * is no longer young, and stores holds in the cell.
 *
 * <p>Written by the thread that has the session, with a release write; read by any. A reader that still has a cell of
 * before finds it empty: the session was idle between the two.
 */
final class HoldCell {
    private static final long YOUNG_NANOS = Duration.ofMillis(100).toNanos();
    private static final VarHandle HOLDING;

    static {
        try {
            HOLDING = MethodHandles.lookup().findVarHandle(HoldCell.class, "holding", Holding.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final long bornNanos;
    private volatile @Nullable Holding holding;

    HoldCell(@Nullable Holding holding, long bornNanos) {
        this.holding = holding;
        this.bornNanos = bornNanos;
    }

    boolean isYoung(long nowNanos) {
        return nowNanos - bornNanos < YOUNG_NANOS;
    }

    void set(@Nullable Holding now) {
        HOLDING.setRelease(this, now);
    }

    @Nullable
    Holding get() {
        return holding;
    }
}
