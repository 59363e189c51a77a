package dev.dbpool.internal.watch;

import dev.dbpool.report.Holder;
import dev.dbpool.report.Report;

/**
 * Hears what the watch has to tell, on the watch's thread. If it throws or hangs, that is met by the watch alone; callers
 * of the pool do not notice.
 */
public interface WatchListener {

    /** Callers fail for want of a connection, {@code failed} so far, and this is why. */
    void episodeBegan(Report report, long failed);

    /** Nobody has failed for ten seconds, or the pool closes. */
    void episodeEnded(Episode episode);

    /** A hold is probably a leak; told once for each. */
    void leakSuspected(Suspect suspect);

    /** A suspect came back after all. */
    void leakRecovered(Holder holder);

    /** A suspect was taken away from its holder. */
    void leakReclaimed(Suspect suspect);
}
