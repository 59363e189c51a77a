package dev.dbpool.internal.engine;

import static dev.dbpool.internal.engine.EngineScene.sessionIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.internal.admission.AdmissionResult;
import dev.dbpool.internal.admission.Waiter;
import dev.dbpool.internal.engine.EngineScene.Keep;
import dev.dbpool.internal.slot.Slot;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OpenerTest {
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    /** A caller that came later is woken to take its session itself, which takes it a moment. */
    private static final Duration LONG_ENOUGH_TO_BE_HANDED_OVER = Duration.ofMillis(2);

    // --- how many, and how many at a time ---

    @ParameterizedTest(name = "minimum {0} of {1}, {2} queued, {3} logins at a time: {4} threads, then {5} open")
    @CsvSource({
        "0, 10, 0, 4, 0, 0",
        "1, 10, 0, 4, 1, 1",
        "3, 10, 0, 4, 3, 3",
        "4, 10, 0, 4, 4, 4",
        "5, 10, 0, 4, 4, 5",
        "5, 10, 0, 1, 1, 5",
        "5, 10, 0, 32, 5, 5",
        "0, 10, 1, 4, 1, 1",
        "0, 10, 3, 4, 3, 3",
        "0, 10, 20, 4, 4, 10",
        "0, 2, 20, 4, 2, 2",
        "3, 10, 5, 4, 4, 8",
        "10, 10, 20, 4, 4, 10",
    })
    void asManyAsAreWantedAreOpened(int min, int max, int queued, int parallelism, int threads, int open) {
        EngineScene scene = new EngineScene(Keep.of(min, max).parallelism(parallelism));
        scene.opener.ask();
        for (int caller = 0; caller < queued; caller++) {
            scene.queue();
        }
        assertThat(scene.threads.waiting()).isEqualTo(threads);
        scene.pass(LONG_ENOUGH_TO_BE_HANDED_OVER);
        scene.threads.run();
        assertThat(scene.source.opened).hasSize(open);
        scene.isWhole();
    }

    @Test
    void askingAgainStartsNoMore() {
        EngineScene scene = new EngineScene(Keep.of(2, 10));
        for (int i = 0; i < 10; i++) {
            scene.opener.ask();
        }
        assertThat(scene.threads.waiting()).isEqualTo(2);
        scene.threads.run();
        scene.opener.ask();
        assertThat(scene.threads.waiting()).isZero();
        assertThat(scene.source.opened).hasSize(2);
    }

    /** Each login asks for more in its middle, as any caller may, and shows what is there then. */
    @Test
    void loginsUnderWayAndSessionsTogetherNeverExceedTheMaximum() {
        for (int max = 1; max <= 6; max++) {
            EngineScene scene = new EngineScene(Keep.of(max, max).parallelism(3));
            int limit = max;
            AtomicInteger depth = new AtomicInteger();
            scene.source.login = wanted -> {
                assertThat(scene.counts().open() + scene.counts().opening()).isLessThanOrEqualTo(limit);
                scene.opener.ask();
                if (depth.incrementAndGet() < 3 && scene.threads.waiting() > 0) {
                    scene.threads.runOne();
                }
                depth.decrementAndGet();
            };
            for (int caller = 0; caller < 3; caller++) {
                scene.queue();
            }
            scene.threads.run();
            assertThat(scene.source.mostAlive).hasValue(max);
            assertThat(scene.source.mostUnderWay.get()).isLessThanOrEqualTo(3);
            scene.isWhole();
        }
    }

    @Test
    void aLostSessionIsReplacedAtOnceIfFewerThanTheMinimumAreIdle() {
        EngineScene scene = new EngineScene(Keep.of(2, 4));
        scene.fill(2);
        scene.lose(scene.take());
        assertThat(scene.threads.waiting()).isEqualTo(1);
        scene.threads.run();
        assertThat(scene.idle()).isEqualTo(2);
    }

    @Test
    void aLostSessionIsNotReplacedIfEnoughAreIdle() {
        EngineScene scene = new EngineScene(Keep.of(2, 4));
        scene.fill(3);
        scene.lose(scene.take());
        assertThat(scene.threads.waiting()).isZero();
    }

    @Test
    void theMinimumIsKeptIdleBesidesThoseInUse() {
        EngineScene scene = new EngineScene(Keep.of(2, 5));
        scene.fill(2);
        scene.take();
        scene.opener.ask();
        scene.threads.run();
        assertThat(scene.idle()).isEqualTo(2);
        assertThat(scene.source.opened).hasSize(3);
    }

    @Test
    void aCallerThatIsAboutToTakeAnIdleSessionIsNoReasonToOpenAnother() throws InterruptedException {
        EngineScene scene = new EngineScene(Keep.of(0, 10));
        Waiter waiter = scene.queue();
        scene.threads.run();
        assertThat(scene.gate.queued()).as("it was woken and has not run").isEqualTo(1);
        scene.opener.ask();
        scene.threads.run();
        assertThat(scene.source.opened).hasSize(1);
        assertThat(scene.gate.await(waiter)).isEqualTo(AdmissionResult.ADMITTED);
    }

    // --- for whom ---

    @Test
    void aSessionThatIsOpenedGoesToTheCallerThatWaits() throws InterruptedException {
        EngineScene scene = new EngineScene(Keep.of(0, 1));
        Waiter waiter = scene.queue();
        scene.threads.run();
        assertThat(scene.gate.await(waiter)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(sessionIn(waiter.granted())).isSameAs(scene.source.opened.get(0));
    }

    @Test
    void aWorkerGoesOnOnlyWhileSessionsAreWanted() {
        EngineScene scene = new EngineScene(Keep.of(1, 4));
        List<Boolean> wantedThen = new ArrayList<>();
        scene.source.login = wanted -> {
            wantedThen.add(wanted.getAsBoolean());
            scene.opener.minConnections(0);
            wantedThen.add(wanted.getAsBoolean());
            throw new SQLException("no session is wanted any more");
        };
        scene.opener.ask();
        scene.threads.run();
        assertThat(wantedThen).containsExactly(true, false);
        scene.isWhole();
        assertThat(scene.counts().empty()).isEqualTo(4);
    }

    @Test
    void aSessionThatIsWantedAgainWhileAWorkerGivesUpIsOpened() {
        EngineScene scene = new EngineScene(Keep.of(1, 4));
        AtomicInteger logins = new AtomicInteger();
        scene.source.login = wanted -> {
            if (logins.getAndIncrement() == 0) {
                throw new SQLException("no session was wanted just now");
            }
        };
        scene.opener.ask();
        scene.threads.run();
        assertThat(scene.idle()).isEqualTo(1);
        scene.isWhole();
    }

    @Test
    void anInterruptedWorkerLosesNoSlotAndAsksAgain() {
        EngineScene scene = new EngineScene(Keep.of(1, 1));
        AtomicInteger logins = new AtomicInteger();
        scene.source.login = wanted -> {
            if (logins.getAndIncrement() == 0) {
                throw new InterruptedException("staged");
            }
        };
        scene.opener.ask();
        scene.threads.run();
        assertThat(scene.idle()).isEqualTo(1);
        scene.isWhole();
    }

    @Test
    void callersAreSentAwayWhenTheServerRefusesAndNoSessionIsOpen() {
        EngineScene scene = new EngineScene(Keep.of(0, 2));
        Waiter waiter = scene.queue();
        scene.source.refuses = true;
        scene.source.login = wanted -> {
            throw new SQLException("refused, and wanted again: " + wanted.getAsBoolean());
        };
        scene.threads.run();
        assertThatCode(() -> assertThat(scene.gate.await(waiter)).isEqualTo(AdmissionResult.UNSERVABLE))
                .doesNotThrowAnyException();
        scene.isWhole();
    }

    @Test
    void callersGoOnWaitingWhenTheServerRefusesAndASessionIsOpen() {
        EngineScene scene = new EngineScene(Keep.of(0, 2));
        scene.fill(1);
        Slot inUse = scene.take();
        scene.queue();
        scene.source.refuses = true;
        scene.source.login = wanted -> {
            assertThat(wanted.getAsBoolean()).isTrue();
            scene.gate.close();
            throw new SQLException("refused");
        };
        scene.threads.run();
        scene.give(inUse);
        scene.threads.run();
        scene.isWhole();
    }

    // --- lifetimes ---

    @Test
    void lifetimesDifferByUpToAFifth() {
        EngineScene scene = new EngineScene(Keep.of(500, 500).maxLifetime(LIFETIME));
        scene.opener.ask();
        scene.threads.run();
        List<Long> lifetimes = scene.gate.slots().all().stream()
                .map(slot -> slot.expiresNanos() - scene.now())
                .toList();
        long most = LIFETIME.toNanos();
        long least = most / 5 * 4;
        // That 500 fair draws all miss a tenth of the range has a probability below 1e-22.
        assertThat(lifetimes)
                .allMatch(nanos -> nanos >= least && nanos <= most)
                .anyMatch(nanos -> nanos < least + (most - least) / 10)
                .anyMatch(nanos -> nanos > most - (most - least) / 10);
    }

    @Test
    void aLifetimeOfZeroNeverEnds() {
        EngineScene scene = new EngineScene(Keep.of(1, 1));
        scene.opener.ask();
        scene.threads.run();
        Slot slot = scene.take();
        scene.pass(Duration.ofDays(10_000));
        assertThat(slot.mustGo(scene.now())).isFalse();
    }

    @Test
    void aSessionFromOutsideTakesASlotLikeAnyOther() {
        EngineScene scene = new EngineScene(Keep.of(0, 1).maxLifetime(LIFETIME));
        StubSession first = scene.fill(1).get(0);
        Slot slot = scene.take();
        assertThat(sessionIn(slot)).isSameAs(first);
        assertThat(slot.expiresNanos() - scene.now()).isLessThanOrEqualTo(LIFETIME.toNanos());
        assertThatThrownBy(() -> scene.opener.adopt(scene.source.first())).isInstanceOf(IllegalStateException.class);
    }

    // --- what goes wrong ---

    static List<Throwable> failures() {
        return List.of(
                new IllegalStateException("staged"),
                new OutOfMemoryError("staged"),
                new StackOverflowError("staged"),
                new AssertionError("staged"),
                new SQLException("staged"),
                new InterruptedException("staged"));
    }

    /** A worker that failed so might never rest if it went on. */
    @ParameterizedTest
    @MethodSource("failures")
    void whateverALoginThrowsNoSlotIsLostAndALaterRoundTriesAgain(Throwable thrown) {
        EngineScene scene = new EngineScene(Keep.of(2, 3));
        AtomicInteger logins = new AtomicInteger();
        scene.source.login = wanted -> {
            if (logins.getAndIncrement() < 2) {
                StagedThreads.throwUnchecked(thrown);
            }
        };
        scene.opener.ask();
        scene.threads.run();
        scene.isWhole();
        assertThat(scene.idle() == 2 || scene.roundsWantedSoon > 0)
                .as("open, or another round is due soon")
                .isTrue();
        scene.round();
        assertThat(scene.idle()).isEqualTo(2);
        scene.isWhole();
    }

    @Test
    void aLoginThatAlwaysFailsUnexpectedlyIsNotTriedWithoutRest() {
        EngineScene scene = new EngineScene(Keep.of(1, 3));
        AtomicInteger logins = new AtomicInteger();
        scene.source.login = wanted -> {
            logins.incrementAndGet();
            throw new IllegalStateException("staged");
        };
        scene.opener.ask();
        scene.threads.run();
        assertThat(logins).hasValue(1);
    }

    @Test
    void aRefusedThreadLeavesNothingBehind() {
        for (Throwable refusal : List.of(
                new RejectedExecutionException("staged"),
                new OutOfMemoryError("unable to create native thread"),
                new SecurityException("staged"))) {
            EngineScene scene = new EngineScene(Keep.of(3, 3));
            scene.threads.refusal = refusal;
            assertThatCode(scene.opener::ask).doesNotThrowAnyException();
            assertThat(scene.roundsWantedSoon).isEqualTo(1);
            scene.threads.refusal = null;
            scene.opener.ask();
            assertThat(scene.threads.waiting()).isEqualTo(3);
            scene.threads.run();
            scene.isWhole();
        }
    }

    // --- the end ---

    @Test
    void onceClosedNothingBegins() {
        EngineScene scene = new EngineScene(Keep.of(2, 3));
        scene.opener.close();
        scene.queue();
        assertThat(scene.threads.waiting()).isZero();
    }

    @Test
    void aWorkerThatBeginsAfterTheCloseOpensNothing() {
        EngineScene scene = new EngineScene(Keep.of(2, 3));
        scene.opener.ask();
        scene.opener.close();
        scene.threads.run();
        assertThat(scene.source.opened).isEmpty();
        scene.isWhole();
    }

    /** A pool that waits for its borrowers opened a session for each that came back, and closed it again. */
    @Test
    void aClosedPoolKeepsNoMinimum() {
        EngineScene scene = new EngineScene(Keep.of(2, 3));
        scene.fill(2);
        Slot inUse = scene.take();
        scene.gate.close();
        scene.give(inUse);
        scene.opener.ask();
        scene.threads.run();
        assertThat(scene.source.opened).hasSize(2);
        scene.round();
        assertThat(scene.source.opened).hasSize(2);
    }

    @Test
    void aSessionWhoseLoginEndsAfterTheCloseIsClosed() {
        EngineScene scene = new EngineScene(Keep.of(1, 3));
        scene.source.login = wanted -> {
            scene.gate.close();
            scene.opener.close();
        };
        scene.opener.ask();
        scene.threads.run();
        assertThat(scene.source.opened).hasSize(1);
        assertThat(scene.source.living()).isEmpty();
        scene.isWhole();
    }

    @Test
    void aSessionWhoseSlotIsNoLongerWantedIsClosed() {
        EngineScene scene = new EngineScene(Keep.of(3, 3));
        scene.source.login = wanted -> {
            scene.opener.minConnections(1);
            scene.gate.resize(1).forEach(scene.closer::close);
        };
        scene.opener.ask();
        scene.threads.run();
        assertThat(scene.source.living()).hasSize(1);
        assertThat(scene.counts().open()).isEqualTo(1);
        assertThat(scene.counts().empty()).isZero();
        scene.isWhole();
    }
}
