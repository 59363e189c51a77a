package dev.dbpool.internal.monitor;

import dev.dbpool.internal.monitor.Leaks.Suspect;
import dev.dbpool.report.Holder;
import dev.dbpool.report.Report;

/**
 * Hears what the monitor has to tell, on the monitor's thread. If it throws or hangs, that is met by the monitor alone;
 * callers of the pool do not notice.
 */
interface MonitorListener {

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
