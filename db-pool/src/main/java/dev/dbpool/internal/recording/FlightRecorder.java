package dev.dbpool.internal.recording;

import dev.dbpool.internal.recording.PoolEvent.AcquireWait;
import dev.dbpool.internal.recording.PoolEvent.ConnectFailed;
import dev.dbpool.internal.recording.PoolEvent.ExhaustionBegan;
import dev.dbpool.internal.recording.PoolEvent.ExhaustionEnded;
import dev.dbpool.internal.recording.PoolEvent.LeakSuspected;
import dev.dbpool.internal.recording.PoolEvent.PhysicalConnect;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the JDK's flight recorder. An event is made only if something records it. */
final class FlightRecorder implements PoolEvents {
    /** Knows whether its kind is recorded. To ask the event's type would start half of the recorder in every process. */
    private static final AcquireWait ANY = new AcquireWait();

    private final String service;
    private final @Nullable String pool;

    FlightRecorder(String service, @Nullable String pool) {
        this.service = service;
        this.pool = pool;
    }

    private <E extends PoolEvent> void commit(E event) {
        try {
            event.service = service;
            event.pool = pool;
            event.commit();
        } catch (Throwable unrecorded) {
            // Out of memory, say. What happened is more important than its record.
        }
    }

    private static @Nullable Begun begun(Supplier<? extends PoolEvent> event) {
        try {
            PoolEvent begun = event.get();
            if (!begun.isEnabled()) {
                return null;
            }
            begun.begin();
            return begun;
        } catch (Throwable unrecorded) {
            return null;
        }
    }

    @Override
    public @Nullable Begun acquireBegan() {
        return ANY.isEnabled() ? begun(AcquireWait::new) : null;
    }

    @Override
    public void acquireEnded(@Nullable Begun began, String outcome) {
        if (began instanceof AcquireWait event) {
            event.outcome = outcome;
            commit(event);
        }
    }

    @Override
    public @Nullable Begun connectBegan() {
        return begun(PhysicalConnect::new);
    }

    @Override
    public void connected(@Nullable Begun began) {
        if (began instanceof PhysicalConnect event) {
            commit(event);
        }
    }

    @Override
    public void connectFailed(String reason) {
        ConnectFailed event = new ConnectFailed();
        if (event.isEnabled()) {
            event.reason = reason;
            commit(event);
        }
    }

    @Override
    public void episodeBegan(String verdict, int active, int waiting) {
        ExhaustionBegan event = new ExhaustionBegan();
        if (event.isEnabled()) {
            event.verdict = verdict;
            event.active = active;
            event.waiting = waiting;
            commit(event);
        }
    }

    @Override
    public void episodeEnded(long nanos, long failed, String verdicts) {
        ExhaustionEnded event = new ExhaustionEnded();
        if (event.isEnabled()) {
            event.lasted = nanos;
            event.failed = failed;
            event.verdicts = verdicts;
            commit(event);
        }
    }

    @Override
    public void leakSuspected(long connectionId, String thread, long heldNanos, String callSite) {
        LeakSuspected event = new LeakSuspected();
        if (event.isEnabled()) {
            event.connection = connectionId;
            event.thread = thread;
            event.held = heldNanos;
            event.callSite = callSite;
            commit(event);
        }
    }
}
