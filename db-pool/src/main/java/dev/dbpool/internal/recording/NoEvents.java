package dev.dbpool.internal.recording;

import org.jspecify.annotations.Nullable;

/** For a runtime without {@code jdk.jfr}, or in which it was never started. */
final class NoEvents implements PoolEvents {
    static final PoolEvents INSTANCE = new NoEvents();

    private NoEvents() {}

    @Override
    public @Nullable Begun acquireBegan() {
        return null;
    }

    @Override
    public void acquireEnded(@Nullable Begun began, String outcome) {}

    @Override
    public @Nullable Begun connectBegan() {
        return null;
    }

    @Override
    public void connected(@Nullable Begun began) {}

    @Override
    public void connectFailed(String reason) {}

    @Override
    public void episodeBegan(String verdict, int active, int waiting) {}

    @Override
    public void episodeEnded(long nanos, long failed, String verdicts) {}

    @Override
    public void leakSuspected(long connectionId, String thread, long heldNanos, String callSite) {}
}
