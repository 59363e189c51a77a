package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.ConnectFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PacingTest {
    /** The longest first pause after a failure, and after a rejected password. */
    private static final long PAUSE = Duration.ofMillis(50).toNanos() - 1;

    private static final long PAUSE_AFTER_REJECTION = Duration.ofMillis(4_500).toNanos() - 1;
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final int PARALLELISM = 3;

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicLong version = new AtomicLong(1);
    private final AtomicBoolean wanted = new AtomicBoolean(true);
    private final Pacing pacing = new Pacing(new Backoff(bound -> bound - 1), PARALLELISM, now::get, version::get);

    /** The thread that waits last. */
    private Thread waiter;

    @AfterEach
    void endWaits() {
        pacing.close();
    }

    private void attemptBegins() throws InterruptedException {
        assertThat(pacing.awaitTurn(wanted::get)).isTrue();
    }

    private void attemptSucceeds() {
        pacing.succeeded();
        pacing.ended();
    }

    private void attemptFails(ConnectFailure reason, long beganNanos) {
        pacing.failed(reason, beganNanos);
        pacing.ended();
    }

    /** Takes a turn and fails. */
    private void attemptFails(ConnectFailure reason) throws InterruptedException {
        attemptBegins();
        attemptFails(reason, now.get());
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
        waiter = new Thread(() -> {
            try {
                turn.complete(pacing.awaitTurn(wanted::get));
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
        attemptBegins();
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
        attemptBegins();
        attemptBegins();
        attemptBegins();
        attemptFails(ConnectFailure.REFUSED, now.get());
        attemptFails(ConnectFailure.REFUSED, now.get());
        assertThat(pacing.due()).isFalse();
        attemptSucceeds();
        assertThat(pacing.due()).isTrue();
        attemptFails(ConnectFailure.REFUSED);
        dueAfterExactly(PAUSE);
    }

    @Test
    void severalMayBeUnderWayAndNoMoreThanThat() throws Exception {
        for (int attempt = 0; attempt < PARALLELISM; attempt++) {
            attemptBegins();
        }
        CompletableFuture<Boolean> oneMore = waitingForItsTurn();
        assertThat(oneMore).isNotDone();
        attemptSucceeds();
        assertThat(oneMore).succeedsWithin(SOON).isEqualTo(true);
    }

    @Test
    void afterAFailureOneMayBeUnderWayUntilOneSucceeds() throws Exception {
        attemptFails(ConnectFailure.REFUSED);
        now.addAndGet(PAUSE);
        attemptBegins();
        CompletableFuture<Boolean> second = waitingForItsTurn();
        assertThat(pacing.due()).as("by time").isTrue();
        assertThat(second).isNotDone();
        attemptSucceeds();
        assertThat(second).succeedsWithin(SOON).isEqualTo(true);
        attemptBegins();
        attemptBegins();
        assertThat(waitingForItsTurn()).as("again no more than that").isNotDone();
    }

    @Test
    void aFailureLetsNoneBeginWhileOthersAreUnderWay() throws Exception {
        attemptBegins();
        attemptBegins();
        attemptFails(ConnectFailure.REFUSED, now.get());
        now.addAndGet(PAUSE);
        CompletableFuture<Boolean> next = waitingForItsTurn();
        assertThat(next).isNotDone();
        attemptFails(ConnectFailure.REFUSED, now.get() - PAUSE - 1);
        assertThat(next).succeedsWithin(SOON).isEqualTo(true);
    }

    @Test
    void attemptsThatFailTogetherAreOneFailure() throws Exception {
        long began = now.get();
        attemptBegins();
        attemptBegins();
        attemptBegins();
        now.incrementAndGet();
        attemptFails(ConnectFailure.REFUSED, began);
        attemptFails(ConnectFailure.REFUSED, began);
        attemptFails(ConnectFailure.REFUSED, began);
        dueAfterExactly(PAUSE);
    }

    @Test
    void aRejectedPasswordKeepsItsPaceAmongOtherFailures() throws Exception {
        long began = now.get();
        attemptBegins();
        attemptBegins();
        attemptBegins();
        now.incrementAndGet();
        attemptFails(ConnectFailure.TIMEOUT, began);
        attemptFails(ConnectFailure.AUTH, began);
        attemptFails(ConnectFailure.TIMEOUT, began);
        dueAfterExactly(PAUSE_AFTER_REJECTION);
    }

    @Test
    void changedCredentialsAreDueAtOnceAndAtAFreshPace() throws Exception {
        for (int attempt = 0; attempt < 3; attempt++) {
            attemptFails(ConnectFailure.AUTH);
            now.addAndGet(Duration.ofMinutes(1).toNanos());
        }
        attemptFails(ConnectFailure.AUTH);
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
    void aWaitEndsWhenNoSessionIsWantedAnyMore() throws Exception {
        attemptFails(ConnectFailure.AUTH);
        CompletableFuture<Boolean> turn = waitingForItsTurn();
        wanted.set(false);
        assertThat(turn).succeedsWithin(SOON).isEqualTo(false);
    }

    @Test
    void anInterruptedWaitTakesNoTurn() throws Exception {
        attemptFails(ConnectFailure.AUTH);
        CompletableFuture<Boolean> turn = waitingForItsTurn();
        waiter.interrupt();
        assertThat(turn).failsWithin(SOON).withThrowableThat().withCauseInstanceOf(InterruptedException.class);
        now.addAndGet(PAUSE_AFTER_REJECTION);
        attemptBegins();
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
        assertThat(pacing.awaitTurn(() -> true)).isFalse();
    }
}
