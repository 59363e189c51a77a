package dev.dbpool.internal.recording;

import org.jspecify.annotations.Nullable;

/**
 * What the flight recorder is told of one pool. Thread-safe; nothing blocks or throws, and while nothing records, each
 * call is a test of a flag. The events and their fields: {@code docs/events.md#flight-recorder}.
 */
public interface PoolEvents {

    /** An event that has begun, for its end. */
    interface Begun {}

    /** An acquisition begins on the calling thread. What {@link #acquireEnded} wants; null if that is not recorded. */
    @Nullable
    Begun acquireBegan();

    /** It ended. Recorded if it took longer than the event's threshold. */
    void acquireEnded(@Nullable Begun began, String outcome);

    /** A physical connection is being opened by the calling thread. What {@link #connected} wants; null if unrecorded. */
    @Nullable
    Begun connectBegan();

    /** It was opened. Recorded if that took longer than the event's threshold. */
    void connected(@Nullable Begun began);

    /** A physical connection could not be opened. */
    void connectFailed(String reason);

    /** A period began in which callers fail; the verdict is known. */
    void episodeBegan(String verdict, int active, int waiting);

    /** It is over. */
    void episodeEnded(long nanos, long failed, String verdicts);

    /** A hold is suspected to be a leak. */
    void leakSuspected(long connectionId, String thread, long heldNanos, String callSite);

    /** The events of a pool; of none where the runtime has no flight recorder. */
    static PoolEvents of(String service, @Nullable String pool) {
        try {
            return new OnceRecorded(service, pool);
        } catch (LinkageError | RuntimeException noFlightRecorder) {
            return NoEvents.INSTANCE;
        }
    }
}
