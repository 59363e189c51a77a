package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchdogTest {
    private static final String THREAD = "watchdog-test";
    private static final int CONVERSATIONS = 2_000;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final Watchdog watchdog = new Watchdog(THREAD);
    private ServerSocket silent;
    private Socket socket;

    @BeforeEach
    void connect() throws IOException {
        silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        socket = new Socket(silent.getInetAddress(), silent.getLocalPort());
    }

    @AfterEach
    void close() throws IOException {
        watchdog.close();
        socket.close();
        silent.close();
    }

    @Test
    void wakesItsThreadByTimeAndNotForEachConversation() throws Exception {
        watchdog.limit(LIMIT_NANOS, socket, () -> true);
        long wakeUpsBefore = wakeUps();
        long start = System.nanoTime();
        for (int i = 0; i < CONVERSATIONS; i++) {
            assertThat(watchdog.limit(LIMIT_NANOS, socket, WatchdogTest::roundTrip))
                    .isTrue();
        }
        long ticks = (System.nanoTime() - start) / Watchdog.TICK_NANOS;

        assertThat(wakeUps() - wakeUpsBefore).isLessThan(2 * ticks + CONVERSATIONS / 10);
        assertThat(socket.isClosed()).isFalse();
    }

    /** Long enough for a thread that is woken to wait again before the next. */
    private static boolean roundTrip() {
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
        return true;
    }

    @Test
    void sleepsWhenThereIsNothingToWatch() throws Exception {
        watchdog.limit(LIMIT_NANOS, socket, () -> true);

        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> {
            long before = wakeUps();
            TimeUnit.NANOSECONDS.sleep(10 * Watchdog.TICK_NANOS);
            return wakeUps() == before;
        });
    }

    @Test
    void endsAConversationThatBeganWhileItWasTicking() throws Exception {
        watchdog.limit(LIMIT_NANOS, socket, () -> true);

        assertThatThrownBy(() -> watchdog.limit(
                        2 * Watchdog.TICK_NANOS,
                        socket,
                        () -> socket.getInputStream().read()))
                .isInstanceOf(Watchdog.TimeUp.class);
        assertThat(socket.isClosed()).isTrue();
    }

    /** Notices nothing for a second; long enough for the watchdog to interrupt. */
    private static boolean deaf() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return true;
    }

    @Test
    void takesBackItsOwnInterruptAndNobodyElses() {
        for (boolean alsoMine : new boolean[] {false, true}) {
            if (alsoMine) {
                Thread.currentThread().interrupt();
            }
            assertThatThrownBy(() -> watchdog.limit(1, socket, WatchdogTest::deaf))
                    .isInstanceOf(Watchdog.TimeUp.class);
            assertThat(Thread.interrupted()).isEqualTo(alsoMine);
        }
    }

    @Test
    void leavesNoThreadBehind() throws Exception {
        watchdog.limit(LIMIT_NANOS, socket, () -> true);
        watchdog.close();

        Awaitility.await().atMost(10, TimeUnit.SECONDS).until(() -> thread() == null);
    }

    private static long wakeUps() {
        ThreadInfo info = thread();
        assertThat(info).isNotNull();
        return info.getWaitedCount();
    }

    private static ThreadInfo thread() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false))
                .filter(each -> each.getThreadName().equals(THREAD))
                .findFirst()
                .orElse(null);
    }
}
