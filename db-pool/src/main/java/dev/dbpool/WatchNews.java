package dev.dbpool;

import dev.dbpool.internal.metrics.PoolMetrics;
import dev.dbpool.internal.recording.PoolEvents;
import dev.dbpool.internal.watch.Episode;
import dev.dbpool.internal.watch.Suspect;
import dev.dbpool.internal.watch.WatchListener;
import dev.dbpool.report.Holder;
import dev.dbpool.report.Report;
import dev.dbpool.report.Verdict;

/** Carries what the watch has to tell to metrics, flight recorder and log; last to the log, which may hang. */
final class WatchNews implements WatchListener {
    private final PoolMetrics metrics;
    private final PoolEvents events;
    private final WatchLog log;

    WatchNews(PoolMetrics metrics, PoolEvents events, WatchLog log) {
        this.metrics = metrics;
        this.events = events;
        this.log = log;
    }

    @Override
    public void episodeBegan(Report report, long failed) {
        Verdict verdict = report.verdict().orElse(Verdict.UNDETERMINED);
        metrics.exhaustionEpisode(verdict);
        events.episodeBegan(
                verdict.label(), report.now().active(), report.waiting().count());
        log.episodeBegan(report, failed);
    }

    @Override
    public void episodeEnded(Episode episode) {
        events.episodeEnded(episode.lasted().toNanos(), episode.failed(), episode.labels());
        log.episodeEnded(episode);
    }

    @Override
    public void leakSuspected(Suspect suspect) {
        Holder holder = suspect.holder();
        events.leakSuspected(
                holder.connectionId(),
                holder.threadName(),
                holder.heldFor().toNanos(),
                holder.callSite().orElse(""));
        log.leakSuspected(suspect);
    }

    @Override
    public void leakRecovered(Holder holder) {
        metrics.leakRecovered();
        log.leakRecovered(holder);
    }

    @Override
    public void leakReclaimed(Suspect suspect) {
        metrics.leakReclaimed();
        log.leakReclaimed(suspect);
    }
}
