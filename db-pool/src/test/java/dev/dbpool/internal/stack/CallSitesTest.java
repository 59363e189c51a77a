package dev.dbpool.internal.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallSitesTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final ApplicationFrames ALL_BUT_LIBRARIES = new ApplicationFrames(List.of());

    /** The looks that are made in ten seconds of an acquisition each 10 µs. */
    private static int looks(CallSites sites, long from) {
        int looks = 0;
        for (long step = 0; step < 1_000_000; step++) {
            long now = from + step * 10_000;
            if (sites.due(now) && sites.look(now) != null) {
                looks++;
            }
        }
        return looks;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, Long.MAX_VALUE - 1_000_000_000L, Long.MIN_VALUE})
    void tenLooksASecondInQuietTimes(long origin) {
        assertThat(looks(new CallSites(ALL_BUT_LIBRARIES, origin), origin)).isBetween(90, 101);
    }

    @Test
    void aHundredLooksASecondUnderPressure() {
        CallSites sites = new CallSites(ALL_BUT_LIBRARIES, 0);
        sites.underPressure(true);

        assertThat(looks(sites, 0)).isBetween(900, 1_001);
    }

    @Test
    void aClockThatJumpsBackDoesNotSilenceIt() {
        CallSites sites = new CallSites(ALL_BUT_LIBRARIES, 3_600 * SECOND);
        assertThat(sites.look(3_600 * SECOND)).isNotNull();

        assertThat(looks(sites, 0)).isBetween(90, 101);
    }

    @Test
    void ofManyThatComeAtOnceOneLooks() throws InterruptedException {
        CallSites sites = new CallSites(ALL_BUT_LIBRARIES, 0);
        AtomicInteger looks = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                if (sites.look(5) != null) {
                    looks.incrementAndGet();
                }
            });
            threads[i].start();
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(looks).hasValue(1);
    }

    @Test
    void aPlaceWithoutTheApplicationIsEmpty() {
        ApplicationFrames none =
                new ApplicationFrames(Stream.of(Thread.currentThread().getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .toList());
        assertThat(new CallSites(none, 0).look(0)).hasToString("");
    }
}
