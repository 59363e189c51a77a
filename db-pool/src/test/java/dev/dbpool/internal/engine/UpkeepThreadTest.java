package dev.dbpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class UpkeepThreadTest {
    private static final String NAME = "upkeep-thread-test";
    private static final long HOUR_NANOS = Duration.ofHours(1).toNanos();

    /** Less than the pause of a second, by what clocks and schedulers differ. */
    private static final Duration NEARLY_A_SECOND = Duration.ofMillis(900);

    private final List<Long> rounds = new CopyOnWriteArrayList<>();
    private UpkeepThread upkeep;

    @AfterEach
    void endsWhenItIsClosed() throws InterruptedException {
        Thread thread = thread();
        upkeep.close();
        upkeep.join(30_000);
        assertThat(thread == null || !thread.isAlive()).isTrue();
    }

    private void start(LongSupplier round) {
        start(round, () -> {});
    }

    private void start(LongSupplier round, Runnable rehearsal) {
        upkeep = new UpkeepThread(NAME, () -> {
            rounds.add(System.nanoTime());
            return round.getAsLong();
        });
        upkeep.start(rehearsal);
    }

    private static Thread thread() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(NAME))
                .findFirst()
                .orElse(null);
    }

    private void awaitRounds(int count) {
        await().atMost(Duration.ofSeconds(30)).until(() -> rounds.size() >= count);
    }

    private void pauses() {
        await().until(() -> thread().getState() == Thread.State.TIMED_WAITING);
    }

    @Test
    void aRoundThatThrowsIsFollowedByAnother() {
        AtomicInteger thrown = new AtomicInteger();
        start(() -> {
            if (thrown.getAndIncrement() == 0) {
                throw new StackOverflowError("staged");
            }
            return HOUR_NANOS;
        });
        awaitRounds(2);
    }

    @Test
    void aRehearsalThatThrowsIsFollowedByTheRounds() {
        List<Integer> roundsBefore = new CopyOnWriteArrayList<>();
        start(() -> HOUR_NANOS, () -> {
            roundsBefore.add(rounds.size());
            throw new NoClassDefFoundError("staged");
        });
        awaitRounds(1);
        assertThat(roundsBefore).containsExactly(0);
    }

    @Test
    void aRoundThatIsWantedSoonDoesNotWaitForTheEndOfThePause() {
        start(() -> HOUR_NANOS);
        awaitRounds(1);
        pauses();
        upkeep.soon();
        awaitRounds(2);
    }

    @Test
    void roundsThatAreAlwaysWantedSoonAreASecondApart() {
        start(() -> {
            upkeep.soon();
            return HOUR_NANOS;
        });
        awaitRounds(3);
        for (int round = 1; round < rounds.size(); round++) {
            assertThat(Duration.ofNanos(rounds.get(round) - rounds.get(round - 1)))
                    .isGreaterThan(NEARLY_A_SECOND);
        }
    }

    @Test
    void anInterruptDoesNotKeepItAwake() {
        start(() -> HOUR_NANOS);
        awaitRounds(1);
        pauses();
        thread().interrupt();
        awaitRounds(2);
        pauses();
        assertThat(thread().isInterrupted()).isFalse();
        assertThat(rounds).hasSize(2);
    }
}
