package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.ConnectFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacingTest {
    /** The longest first pause after a failure, and after a rejected password. */
    private static final long PAUSE = Duration.ofMillis(50).toNanos() - 1;

    private static final long PAUSE_AFTER_REJECTION = Duration.ofMillis(4_500).toNanos() - 1;
    private static final Duration SOON = Duration.ofSeconds(2);

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicLong version = new AtomicLong(1);
    private final Pacing pacing = new Pacing(new Backoff(bound -> bound - 1), now::get, version::get);

    @AfterEach
    void endWaits() {
        pacing.close();
    }

    /** Takes a turn and fails. */
    private void attemptFails(ConnectFailure reason) throws InterruptedException {
        assertThat(pacing.awaitTurn()).isTrue();
        pacing.failed(reason);
    }

    private void dueAfterExactly(long nanos) {
        now.addAndGet(nanos - 1);
        assertThat(pacing.due()).as("a nanosecond too early").isFalse();
        now.incrementAndGet();
        assertThat(pacing.due()).as("in time").isTrue();
    }

    /** The clock stands still: only something else than time ends this wait. */
    private CompletableFuture<Boolean> waitingForItsTurn() {
        CompletableFuture<Boolean> turn = new CompletableFuture<>();
        Thread waiter = new Thread(() -> {
            try {
                turn.complete(pacing.awaitTurn());
            } catch (InterruptedException | RuntimeException unexpected) {
                turn.completeExceptionally(unexpected);
            }
        });
        waiter.start();
        await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
        return turn;
    }

    @Test
    void theFirstAttemptIsDueAtOnce() throws Exception {
        assertThat(pacing.due()).isTrue();
        assertThat(pacing.awaitTurn()).isTrue();
    }

    @Test
    void afterAFailureNothingIsDueUntilTimePasses() throws Exception {
        attemptFails(ConnectFailure.REFUSED);
        dueAfterExactly(PAUSE);
        attemptFails(ConnectFailure.REFUSED);
        dueAfterExactly(2 * PAUSE + 1);
    }

    @Test
    void successEndsThePauseAndForgetsTheFailures() throws Exception {
        attemptFails(ConnectFailure.REFUSED);
        pacing.failed(ConnectFailure.REFUSED);
        pacing.succeeded();
        assertThat(pacing.due()).isTrue();
        attemptFails(ConnectFailure.REFUSED);
        dueAfterExactly(PAUSE);
    }

    @Test
    void changedCredentialsAreDueAtOnceAndAtAFreshPace() throws Exception {
        attemptFails(ConnectFailure.AUTH);
        pacing.failed(ConnectFailure.AUTH);
        pacing.failed(ConnectFailure.AUTH);
        assertThat(pacing.due()).isFalse();
        version.incrementAndGet();
        assertThat(pacing.due()).isTrue();
        attemptFails(ConnectFailure.AUTH);
        dueAfterExactly(PAUSE_AFTER_REJECTION);
    }

    @Test
    void changedCredentialsEndAWait() throws Exception {
        attemptFails(ConnectFailure.AUTH);
        CompletableFuture<Boolean> turn = waitingForItsTurn();
        version.incrementAndGet();
        assertThat(turn).succeedsWithin(SOON).isEqualTo(true);
        assertThat(pacing.due()).as("the same credentials again").isFalse();
    }

    @Test
    void aWaitEndsWhenItsTimeHasCome() throws Exception {
        attemptFails(ConnectFailure.AUTH);
        CompletableFuture<Boolean> turn = waitingForItsTurn();
        now.addAndGet(PAUSE_AFTER_REJECTION);
        assertThat(turn).succeedsWithin(SOON).isEqualTo(true);
    }

    @Test
    void closeEndsAWaitAtOnce() throws Exception {
        attemptFails(ConnectFailure.AUTH);
        CompletableFuture<Boolean> turn = waitingForItsTurn();
        pacing.close();
        assertThat(turn).succeedsWithin(SOON).isEqualTo(false);
    }

    @Test
    void onceClosedNobodyGetsATurn() throws Exception {
        pacing.close();
        assertThat(pacing.awaitTurn()).isFalse();
    }
}
