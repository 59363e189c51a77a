package dev.dbpool.internal.recording;

import org.jspecify.annotations.Nullable;

/**
 * Leaves the flight recorder alone until something starts it: the first event of a process has the JVM rewrite the
 * classes of all of them, which made up a third of the time that opening a pool took. Until then, each call reads two
 * flags.
 */
final class OnceRecorded implements PoolEvents {
    private final String service;
    private final @Nullable String pool;

    /** Two threads may both make one: they are alike. */
    private volatile @Nullable PoolEvents recorder;

    /** Throws a LinkageError where the runtime has no flight recorder. */
    OnceRecorded(String service, @Nullable String pool) {
        this.service = service;
        this.pool = pool;
        PoolEvents unused = recorder();
    }

    private PoolEvents recorder() {
        PoolEvents made = recorder;
        if (made != null) {
            return made;
        }
        if (!jdk.jfr.FlightRecorder.isInitialized()) {
            return NoEvents.INSTANCE;
        }
        try {
            made = new FlightRecorder(service, pool);
        } catch (Throwable unrecorded) {
            // Out of memory or of stack, in the midst of an acquisition: that matters more than its record.
            made = NoEvents.INSTANCE;
        }
        recorder = made;
        return made;
    }

    @Override
    public @Nullable Begun acquireBegan() {
        return recorder().acquireBegan();
    }

    @Override
    public void acquireEnded(@Nullable Begun began, String outcome) {
        recorder().acquireEnded(began, outcome);
    }

    @Override
    public @Nullable Begun connectBegan() {
        return recorder().connectBegan();
    }

    @Override
    public void connected(@Nullable Begun began) {
        recorder().connected(began);
    }

    @Override
    public void connectFailed(String reason) {
        recorder().connectFailed(reason);
    }

    @Override
    public void episodeBegan(String verdict, int active, int waiting) {
        recorder().episodeBegan(verdict, active, waiting);
    }

    @Override
    public void episodeEnded(long nanos, long failed, String verdicts) {
        recorder().episodeEnded(nanos, failed, verdicts);
    }

    @Override
    public void leakSuspected(long connectionId, String thread, long heldNanos, String callSite) {
        recorder().leakSuspected(connectionId, thread, heldNanos, callSite);
    }
}
