package dev.dbpool.internal.recording;

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

    @Override
    public @Nullable Object acquireBegan() {
        if (!ANY.isEnabled()) {
            return null;
        }
        try {
            AcquireWait event = new AcquireWait();
            event.begin();
            return event;
        } catch (Throwable unrecorded) {
            return null;
        }
    }

    @Override
    public void acquireEnded(@Nullable Object began, String outcome) {
        if (began instanceof AcquireWait event) {
            event.outcome = outcome;
            commit(event);
        }
    }

    @Override
    public void connected(long nanos) {
        PhysicalConnect event = new PhysicalConnect();
        if (event.isEnabled()) {
            event.took = nanos;
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
