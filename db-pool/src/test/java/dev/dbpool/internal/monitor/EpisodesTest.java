package dev.dbpool.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.internal.monitor.Leaks.Suspect;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Holder;
import dev.dbpool.report.PoolSample;
import dev.dbpool.report.Report;
import dev.dbpool.report.ServerView;
import dev.dbpool.report.Verdict;
import dev.dbpool.report.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EpisodesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Heard heard = new Heard();
    private final Episodes episodes = new Episodes(heard);
    private long now = Long.MAX_VALUE - 5 * SECOND;
    private int waiting;
    private long handedOut = 1;

    private static final class Heard implements MonitorListener {
        final List<String> news = new ArrayList<>();
        boolean throwing;

        private void hear(String text) {
            news.add(text);
            if (throwing) {
                throw new IllegalStateException("a full disk, say");
            }
        }

        @Override
        public void episodeBegan(Report report, long failed) {
            hear("began " + report.verdict().map(Verdict::label).orElse("none") + " " + failed);
        }

        @Override
        public void episodeEnded(Episode episode) {
            hear((episode.poolCloses() ? "closed " : "ended ")
                    + episode.lasted().toSeconds() + " s " + episode.failed() + " "
                    + episode.verdicts().size());
        }

        @Override
        public void leakSuspected(Suspect suspect) {}

        @Override
        public void leakRecovered(Holder holder) {}

        @Override
        public void leakReclaimed(Suspect suspect) {}
    }

    private static final ServerView ANSWERED = new ServerView(
            ServerView.Status.ANSWERED, "", Optional.of(Duration.ZERO), Map.of(), Optional.empty(), Optional.empty());

    private Report report(Verdict verdict, ServerView server) {
        PoolSample sample = new PoolSample(
                Instant.EPOCH,
                Duration.ZERO,
                1,
                0,
                1,
                waiting,
                Duration.ZERO,
                handedOut + waiting,
                handedOut,
                0,
                0,
                Duration.ZERO);
        return new Report(
                "service",
                Optional.empty(),
                Instant.EPOCH,
                List.of(new Finding(verdict, 1, "it is so", List.of(), "do this")),
                sample,
                List.of(),
                new Waiting(waiting, Duration.ZERO, List.of()),
                server,
                Optional.empty(),
                "",
                List.of());
    }

    private void round(long seconds, Verdict verdict) {
        round(seconds, verdict, ANSWERED);
    }

    private void round(long seconds, Verdict verdict, ServerView server) {
        now += seconds * SECOND;
        if (episodes.failing(now)) {
            episodes.round(now, report(verdict, server));
        }
    }

    @Test
    void manyWhoFailAreOneEpisodeThatIsToldTwice() {
        for (int i = 0; i < 1_000; i++) {
            episodes.callerFailed(now, 0);
        }
        round(0, Verdict.LEAK);
        for (int second = 1; second <= 8; second++) {
            round(1, Verdict.SLOW_SQL);
            episodes.callerFailed(now, 0);
        }
        round(10, Verdict.SLOW_SQL);
        assertThat(heard.news).containsExactly("began leak 1000");
        assertThat(episodes.underWay()).isTrue();
        round(1, Verdict.SLOW_SQL);

        assertThat(heard.news).containsExactly("began leak 1000", "ended 8 s 1008 2");
        assertThat(episodes.underWay()).isFalse();
    }

    /** At the beginning there is little to be seen; a moment later there may be more. */
    @Test
    void aCauseIsWaitedForALittle() {
        episodes.callerFailed(now, 0);
        round(0, Verdict.UNDETERMINED);
        round(1, Verdict.SLOW_SQL);
        round(11, Verdict.SLOW_SQL);
        episodes.callerFailed(now, 0);
        round(0, Verdict.UNDETERMINED);
        round(1, Verdict.UNDETERMINED);
        round(1, Verdict.UNDETERMINED);

        assertThat(heard.news).containsExactly("began slow_sql 1", "ended 0 s 1 2", "began undetermined 1");
    }

    /** What the stacks alone suggest may be corrected by PostgreSQL; that a login failed may not. */
    @Test
    void aCauseThatPostgresHasNotConfirmedWaitsForItsAnswer() {
        ServerView notAsked = ServerView.notAsked("a test");
        episodes.callerFailed(now, 0);
        round(0, Verdict.HELD_OUTSIDE_SQL, notAsked);
        assertThat(heard.news).isEmpty();
        round(1, Verdict.BLOCKED_ON_LOCKS, ANSWERED);
        assertThat(heard.news).containsExactly("began blocked_on_locks 1");
        round(11, Verdict.BLOCKED_ON_LOCKS, ANSWERED);
        episodes.callerFailed(now, 0);
        round(0, Verdict.DATABASE_REFUSES, notAsked);
        assertThat(heard.news).hasSize(3).endsWith("began database_refuses 1");
    }

    @Test
    void itBeganWhenTheFirstThatFailedBeganToWait() {
        episodes.callerFailed(now, 30 * SECOND);
        episodes.callerFailed(now, 30 * SECOND);
        round(0, Verdict.LEAK);
        now += 4 * SECOND;
        episodes.callerFailed(now, 30 * SECOND);
        round(11, Verdict.LEAK);

        assertThat(heard.news).containsExactly("began leak 2", "ended 34 s 3 1");
    }

    /** Callers with more patience than ten seconds: nobody fails for a while, and nobody is served either. */
    @Test
    void itIsNotOverWhileAllStillWait() {
        waiting = 12;
        episodes.callerFailed(now, 30 * SECOND);
        round(0, Verdict.SELF_DEADLOCK);
        round(11, Verdict.SELF_DEADLOCK);
        round(11, Verdict.SELF_DEADLOCK);
        assertThat(heard.news).containsExactly("began self_deadlock 1");

        handedOut++;
        round(1, Verdict.SELF_DEADLOCK);
        assertThat(heard.news).hasSize(2);
    }

    @Test
    void whoFailsAfterTheCalmBeginsAnother() {
        episodes.callerFailed(now, 0);
        round(0, Verdict.LEAK);
        round(11, Verdict.LEAK);
        episodes.callerFailed(now, 0);
        round(1, Verdict.BURST);

        assertThat(heard.news).containsExactly("began leak 1", "ended 0 s 1 1", "began burst 1");
    }

    @Test
    void aPoolThatClosesEndsItsEpisodeAndCountsOneThatWasNotYetTold() {
        episodes.callerFailed(now, 0);
        episodes.close(now, () -> report(Verdict.POOL_CLOSED, ANSWERED));
        episodes.close(now, () -> report(Verdict.POOL_CLOSED, ANSWERED));

        assertThat(heard.news).containsExactly("began pool_closed 1", "closed 0 s 1 1");
    }

    @Test
    void aListenerThatThrowsHearsOfEachThingOnce() {
        heard.throwing = true;
        episodes.callerFailed(now, 0);
        assertThatThrownBy(() -> round(0, Verdict.LEAK)).hasMessageContaining("full disk");
        round(1, Verdict.LEAK);
        assertThatThrownBy(() -> round(11, Verdict.LEAK)).hasMessageContaining("full disk");
        round(1, Verdict.LEAK);

        assertThat(heard.news).containsExactly("began leak 1", "ended 0 s 1 1");
    }

    @Test
    void aClockThatJumpsEndsTheEpisode() {
        episodes.callerFailed(now, 0);
        round(0, Verdict.LEAK);
        round(-3_600, Verdict.LEAK);

        assertThat(heard.news).hasSize(2);
    }
}
