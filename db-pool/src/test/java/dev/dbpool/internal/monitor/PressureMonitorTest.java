package dev.dbpool.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.fleet.Fleet;
import dev.dbpool.internal.config.ConfigKey;
import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.config.Settings;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.FactorySettings;
import dev.dbpool.internal.monitor.Leaks.Suspect;
import dev.dbpool.internal.stack.ApplicationFrames;
import dev.dbpool.internal.stack.CallSites;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import dev.dbpool.report.Holder;
import dev.dbpool.report.PoolSample;
import dev.dbpool.report.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** In quiet times the monitor looks at the pool once a second; a caller that queues in between is not overlooked until then. */
class PressureMonitorTest {
    private static final int CALLERS = 100;

    /** How often the pool was looked at. */
    private final AtomicInteger rounds = new AtomicInteger();

    /** A pool in which nobody waits, and in which one connection is in use. */
    private final class QuietPool implements ObservedPool {
        @Override
        public PoolSample now() {
            return new PoolSample(Instant.EPOCH, Duration.ZERO, 1, 0, 10, 0, Duration.ZERO, 1, 1, 0, 0, Duration.ZERO);
        }

        @Override
        public Queue queue(int most) {
            rounds.incrementAndGet();
            return new Queue(0, Duration.ZERO, Duration.ZERO, List.of());
        }

        @Override
        public String admission() {
            return "";
        }

        @Override
        public boolean closed() {
            return false;
        }
    }

    private static final ConnectListener NO_SESSIONS = new ConnectListener() {};

    private static final MonitorListener NO_NEWS = new MonitorListener() {
        @Override
        public void episodeBegan(Report report, long failed) {}

        @Override
        public void episodeEnded(Episode episode) {}

        @Override
        public void leakSuspected(Suspect suspect) {}

        @Override
        public void leakRecovered(Holder holder) {}

        @Override
        public void leakReclaimed(Suspect suspect) {}
    };

    @Test
    void aCallerThatQueuesInQuietTimesHastensTheNextRound() {
        long begin = System.nanoTime();
        try (PressureMonitor monitor = monitor()) {
            monitor.wake();
            for (int i = 0; i < CALLERS; i++) {
                int before = rounds.get();
                await().pollInterval(Duration.ofMillis(1)).until(() -> {
                    monitor.callerQueues();
                    return rounds.get() > before;
                });
            }
        }
        // Left alone it would have done one round a second.
        long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
        assertThat(rounds.get()).as("rounds in %d s", seconds).isGreaterThan(3 * (int) (seconds + 1));
    }

    private PressureMonitor monitor() {
        ApplicationFrames application = new ApplicationFrames(List.of());
        UrlSource nowhere = UrlSource.fixed(DatabaseUrl.parse("postgres://nobody@localhost:1/none"));
        Settings patient = new Settings();
        patient.put(ConfigKey.ACQUIRE_TIMEOUT, Duration.ofMinutes(1), Settings.Origin.CODE);
        return new PressureMonitor(
                new PoolSettings("quiet", patient, nowhere, Fleet.builtIn()),
                new QuietPool(),
                new ConnectionFactory(
                        new FactorySettings("quiet", "db-pool-quiet-", Duration.ofSeconds(1), 4, Optional.empty()),
                        nowhere,
                        NO_SESSIONS,
                        System::nanoTime),
                application,
                new CallSites(application, System.nanoTime()),
                NO_NEWS,
                new LeakSuspects(),
                System::nanoTime);
    }
}
