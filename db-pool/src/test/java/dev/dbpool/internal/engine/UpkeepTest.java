package dev.dbpool.internal.engine;

import static dev.dbpool.internal.engine.EngineScene.sessionIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.admission.AdmissionResult;
import dev.dbpool.internal.admission.Waiter;
import dev.dbpool.internal.engine.EngineScene.Keep;
import dev.dbpool.internal.factory.PhysicalConnection.Condition;
import dev.dbpool.internal.slot.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each line of the table in {@link Upkeep}, with what is just on either side of it. Days are in UpkeepSimulationTest. */
class UpkeepTest {
    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final Duration LIFETIME = Duration.ofMinutes(30);
    private static final Duration KEEPALIVE = Duration.ofMinutes(2);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    // --- idle timeout ---

    @Test
    void aSessionBeyondTheMinimumIsClosedWhenItHasBeenIdleForTheTimeout() {
        EngineScene scene = new EngineScene(Keep.of(2, 10).idleTimeout(IDLE));
        scene.fill(3);
        scene.pass(IDLE);
        scene.passNanos(-1);
        scene.round();
        assertThat(scene.idle()).as("a nanosecond before").isEqualTo(3);
        scene.passNanos(1);
        scene.round();
        assertThat(scene.idle()).as("in time").isEqualTo(2);
        scene.isWhole();
    }

    @Test
    void theMinimumStaysHoweverLongItIsIdle() {
        EngineScene scene = new EngineScene(Keep.of(2, 10).idleTimeout(IDLE));
        List<StubSession> filled = scene.fill(10);
        scene.rounds(Duration.ofDays(2));
        assertThat(scene.source.living()).isEqualTo(filled.subList(0, 2));
        scene.isWhole();
    }

    @Test
    void aMinimumOfZeroLeavesNone() {
        EngineScene scene = new EngineScene(Keep.of(0, 10).idleTimeout(IDLE));
        scene.fill(10);
        scene.rounds(IDLE.plus(LONGEST_PAUSE));
        assertThat(scene.source.living()).isEmpty();
        scene.isWhole();
    }

    @Test
    void withoutAnIdleTimeoutAllStay() {
        EngineScene scene = new EngineScene(Keep.of(2, 10));
        scene.fill(10);
        scene.rounds(Duration.ofDays(2));
        assertThat(scene.source.living()).hasSize(10);
    }

    @Test
    void aSessionInUseIsNotIdle() {
        EngineScene scene = new EngineScene(Keep.of(0, 2).idleTimeout(IDLE));
        scene.fill(2);
        Slot inUse = scene.take();
        scene.rounds(IDLE.multipliedBy(3));
        assertThat(scene.source.living()).containsExactly(sessionIn(inUse));
        scene.give(inUse);
        scene.pass(IDLE);
        scene.passNanos(-1);
        scene.round();
        assertThat(scene.idle()).as("its time begins when it comes back").isEqualTo(1);
        scene.passNanos(1);
        scene.round();
        assertThat(scene.idle()).isZero();
    }

    /** Callers prefer the lowest slots, so the others are those that nobody needs. */
    @Test
    void ofTwoThatAreOverdueTheHigherIsClosed() {
        EngineScene scene = new EngineScene(Keep.of(1, 3).idleTimeout(IDLE));
        List<StubSession> filled = scene.fill(3);
        for (int minute = 0; minute < 20; minute++) {
            assertThat(scene.use()).isSameAs(filled.get(0));
            scene.rounds(EngineScene.MINUTE);
        }
        assertThat(scene.source.living()).containsExactly(filled.get(0));
    }

    // --- lifetime ---

    @Test
    void anIdleSessionIsReplacedBeforeItReachesItsLifetime() {
        EngineScene scene = new EngineScene(Keep.of(1, 1).maxLifetime(LIFETIME));
        scene.fill(1);
        Slot slot = scene.take();
        long expires = slot.expiresNanos();
        scene.give(slot);
        scene.passNanos(expires - scene.now() - SHORTEST_PAUSE.toNanos() - 1);
        assertThat(scene.round()).as("the next round comes before").isEqualTo(SHORTEST_PAUSE);
        assertThat(scene.source.opened).hasSize(1);
        scene.passNanos(1);
        scene.round();
        assertThat(scene.source.opened).hasSize(2);
        assertThat(scene.idle()).isEqualTo(1);
        scene.isWhole();
    }

    @Test
    void aSessionInUseIsReplacedWhenItComesBackAtTheEndOfItsLifetime() {
        EngineScene scene = new EngineScene(Keep.of(1, 1).maxLifetime(LIFETIME));
        scene.fill(1);
        Slot slot = scene.take();
        StubSession old = sessionIn(slot);
        scene.passNanos(slot.expiresNanos() - scene.now() - SHORTEST_PAUSE.toNanos() - 1);
        scene.round();
        scene.give(slot);
        assertThat(old.gone()).as("a nanosecond before").isFalse();
        slot = scene.take();
        scene.passNanos(1);
        scene.round();
        assertThat(old.gone()).as("while it is in use").isFalse();
        scene.give(slot);
        scene.threads.run();
        assertThat(old.endedInGoodOrder).isTrue();
        assertThat(scene.idle()).isEqualTo(1);
    }

    @Test
    void withoutALifetimeNoneIsReplaced() {
        EngineScene scene = new EngineScene(Keep.of(3, 3).keepalive(KEEPALIVE));
        scene.fill(3);
        scene.rounds(Duration.ofDays(10));
        assertThat(scene.source.opened).hasSize(3);
    }

    @Test
    void anOutdatedSessionIsReplaced() {
        EngineScene scene = new EngineScene(Keep.of(2, 2));
        scene.fill(2).get(0).outdated = true;
        scene.round();
        assertThat(scene.source.opened).hasSize(3);
        assertThat(scene.source.living()).noneMatch(StubSession::outdated);
        scene.isWhole();
    }

    // --- keep-alive ---

    @Test
    void aSessionIsTestedBeforeItHasBeenSilentForTheInterval() {
        EngineScene scene = new EngineScene(Keep.of(1, 1).keepalive(KEEPALIVE));
        StubSession session = scene.fill(1).get(0);
        scene.pass(KEEPALIVE.minus(SHORTEST_PAUSE));
        scene.passNanos(-1);
        assertThat(scene.round()).as("the next round comes before").isEqualTo(SHORTEST_PAUSE);
        assertThat(session.tests).isZero();
        scene.passNanos(1);
        assertThat(scene.round()).isEqualTo(LONGEST_PAUSE);
        assertThat(session.tests).isEqualTo(1);
        scene.rounds(KEEPALIVE.multipliedBy(10));
        assertThat(session.tests).as("one in each interval").isBetween(11, 12);
    }

    @Test
    void useIsAsGoodAsATest() {
        EngineScene scene = new EngineScene(Keep.of(1, 1).keepalive(Duration.ofSeconds(5)));
        scene.fill(1);
        for (int second = 0; second < 100; second++) {
            scene.rounds(Duration.ofSeconds(1));
            assertThat(scene.use().tests).isZero();
        }
    }

    @Test
    void withoutAKeepaliveNoneIsTested() {
        EngineScene scene = new EngineScene(Keep.of(1, 1));
        StubSession session = scene.fill(1).get(0);
        scene.rounds(Duration.ofDays(2));
        assertThat(session.tests).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"DEAD", "SILENT"})
    void aDeadSessionIsCountedAndReplaced(Condition found) {
        EngineScene scene = new EngineScene(Keep.of(2, 2).keepalive(KEEPALIVE));
        StubSession dead = scene.fill(2).get(1);
        dead.condition = found;
        scene.rounds(KEEPALIVE);
        assertThat(dead.gone()).isTrue();
        assertThat(scene.foundDead).isEqualTo(1);
        assertThat(scene.idle()).isEqualTo(2);
        assertThat(scene.source.living()).doesNotContain(dead);
        scene.isWhole();
    }

    @Test
    void aDeadSessionBeyondTheMinimumIsNotReplaced() {
        EngineScene scene = new EngineScene(Keep.of(1, 3).keepalive(KEEPALIVE));
        scene.fill(3).get(0).condition = Condition.DEAD;
        scene.rounds(KEEPALIVE);
        assertThat(scene.idle()).isEqualTo(2);
        assertThat(scene.source.opened).hasSize(3);
    }

    /** One after the other for two seconds each, a hundred silent sessions would take more than three minutes. */
    @Test
    void aSuspectSessionHasLessTimeToAnswer() {
        EngineScene scene = new EngineScene(Keep.of(2, 2).keepalive(KEEPALIVE));
        List<StubSession> filled = scene.fill(2);
        List<Duration> limits = new ArrayList<>();
        filled.forEach(session -> session.duringTest = limit -> limits.add(Duration.ofNanos(limit)));
        filled.get(0).suspect = true;
        scene.rounds(KEEPALIVE);
        assertThat(limits).containsExactly(Duration.ofSeconds(2), Duration.ofMillis(100));
    }

    // --- a machine that slept ---

    @ParameterizedTest
    @ValueSource(longs = {10_000, 3_600_000})
    void afterTheMachineWasSuspendedAllIdleSessionsAreTested(long millis) {
        EngineScene scene = new EngineScene(Keep.of(3, 4));
        List<StubSession> filled = scene.fill(4);
        filled.get(1).condition = Condition.DEAD;
        Slot inUse = scene.take();
        scene.sleepMachine(Duration.ofMillis(millis));
        scene.pass(LONGEST_PAUSE);
        scene.round();
        assertThat(filled).extracting(session -> session.tests).containsExactly(0, 1, 1, 1);
        assertThat(scene.idle()).isEqualTo(3);
        scene.pass(LONGEST_PAUSE);
        scene.round();
        assertThat(filled).extracting(session -> session.tests).as("once").containsExactly(0, 1, 1, 1);
        scene.give(inUse);
        scene.isWhole();
    }

    @ParameterizedTest
    @ValueSource(longs = {9_999, 0, -3_600_000})
    void aWallClockThatIsSetRightIsNoSuspension(long millis) {
        EngineScene scene = new EngineScene(Keep.of(1, 1));
        StubSession session = scene.fill(1).get(0);
        scene.sleepMachine(Duration.ofMillis(millis));
        scene.pass(LONGEST_PAUSE);
        scene.round();
        assertThat(session.tests).isZero();
    }

    // --- the pause ---

    @Test
    void theUpkeepSleepsWhileNothingIsDue() {
        EngineScene scene = new EngineScene(
                Keep.of(5, 10).idleTimeout(IDLE).maxLifetime(LIFETIME).keepalive(KEEPALIVE));
        scene.fill(5);
        Duration day = Duration.ofDays(1);
        int longPauses = (int) day.dividedBy(LONGEST_PAUSE);
        int tests = (int) day.dividedBy(KEEPALIVE.minus(SHORTEST_PAUSE));
        int replacements = 5 * (int) day.dividedBy(LIFETIME.multipliedBy(4).dividedBy(5));
        // A session that is replaced is tested at another time than the rest from then on.
        assertThat(scene.rounds(day)).isLessThan(longPauses + 5 * tests + 2 * replacements);
    }

    @Test
    void aPoolWithNothingToDoWakesEveryHalfMinute() {
        EngineScene scene = new EngineScene(Keep.of(5, 10).idleTimeout(IDLE));
        scene.fill(5);
        scene.rounds(IDLE);
        assertThat(scene.rounds(Duration.ofHours(1))).isEqualTo(120);
    }

    @Test
    void noRoundFollowsTheOneBeforeWithinASecond() {
        EngineScene scene = new EngineScene(Keep.of(0, 1).idleTimeout(Duration.ofSeconds(10)));
        scene.fill(1);
        scene.pass(Duration.ofMillis(9_500));
        assertThat(scene.round()).isEqualTo(SHORTEST_PAUSE);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 10, 30, 120})
    void thePauseIsNoLongerThanTheShortestSetting(int seconds) {
        Duration setting = Duration.ofSeconds(seconds);
        Duration pause = setting.compareTo(LONGEST_PAUSE) < 0 ? setting : LONGEST_PAUSE;
        assertThat(new EngineScene(Keep.of(0, 1).keepalive(setting)).round()).isEqualTo(pause);
        assertThat(new EngineScene(Keep.of(0, 1).idleTimeout(setting)).round()).isEqualTo(pause);
        assertThat(new EngineScene(Keep.of(0, 1).maxLifetime(setting.multipliedBy(2))).round())
                .isEqualTo(pause);
    }

    // --- what goes wrong meanwhile ---

    @Test
    void theMinimumIsRefilledInALaterRoundIfNoThreadCouldBeStarted() {
        EngineScene scene = new EngineScene(Keep.of(2, 2));
        scene.fill(2);
        scene.threads.refusal = new OutOfMemoryError("unable to create native thread");
        scene.lose(scene.take());
        assertThat(scene.roundsWantedSoon).isEqualTo(1);
        scene.round();
        assertThat(scene.idle()).isEqualTo(1);
        scene.threads.refusal = null;
        scene.round();
        assertThat(scene.idle()).isEqualTo(2);
        scene.isWhole();
    }

    @Test
    void aSessionWhoseTestThrowsIsReplacedAndTheOthersAreLookedAfter() {
        for (Throwable thrown : List.of(new IllegalStateException("staged"), new StackOverflowError("staged"))) {
            EngineScene scene = new EngineScene(Keep.of(3, 3).keepalive(KEEPALIVE));
            List<StubSession> filled = scene.fill(3);
            StubSession broken = filled.get(1);
            broken.duringTest = limit -> StagedThreads.throwUnchecked(thrown);
            scene.rounds(KEEPALIVE);
            assertThat(broken.gone()).isTrue();
            assertThat(filled).extracting(session -> session.tests).containsOnly(1);
            assertThat(scene.idle()).isEqualTo(3);
            scene.isWhole();
        }
    }

    @Test
    void aListenerThatThrowsCostsNoSlot() {
        EngineScene scene = new EngineScene(Keep.of(3, 3).keepalive(KEEPALIVE));
        scene.fill(3).forEach(session -> session.condition = Condition.DEAD);
        scene.whenFoundDead(() -> {
            throw new IllegalStateException("staged");
        });
        scene.rounds(KEEPALIVE);
        assertThat(scene.foundDead).isEqualTo(3);
        assertThat(scene.idle()).isEqualTo(3);
        scene.isWhole();
    }

    @Test
    void aSessionThatIsOutdatedDuringItsTestIsNotGivenBack() {
        EngineScene scene = new EngineScene(Keep.of(1, 1).keepalive(KEEPALIVE));
        StubSession session = scene.fill(1).get(0);
        session.duringTest = limit -> session.outdated = true;
        scene.rounds(KEEPALIVE);
        assertThat(session.endedInGoodOrder).isTrue();
        assertThat(scene.idle()).isEqualTo(1);
        scene.isWhole();
    }

    @Test
    void aSessionIsClosedIfThePoolWasClosedDuringItsTest() {
        EngineScene scene = new EngineScene(Keep.of(1, 1).keepalive(KEEPALIVE));
        StubSession session = scene.fill(1).get(0);
        session.duringTest = limit -> scene.gate.close();
        scene.rounds(KEEPALIVE);
        assertThat(session.endedInGoodOrder).isTrue();
        assertThat(scene.source.living()).isEmpty();
        scene.isWhole();
    }

    @Test
    void aSessionThatIsLookedAfterCountsAsIdleAndServesTheNextCaller() throws InterruptedException {
        EngineScene scene = new EngineScene(Keep.of(1, 1).keepalive(KEEPALIVE));
        StubSession session = scene.fill(1).get(0);
        List<Integer> idle = new ArrayList<>();
        List<Waiter> waiters = new ArrayList<>();
        session.duringTest = limit -> {
            idle.add(scene.idle());
            waiters.add(scene.queue());
        };
        scene.rounds(KEEPALIVE);
        assertThat(idle).containsExactly(1);
        Waiter waiter = waiters.get(0);
        assertThat(scene.gate.await(waiter)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(sessionIn(waiter.granted())).isSameAs(session);
        assertThat(scene.source.opened).as("no other was opened").hasSize(1);
    }

    @Test
    void aThreadThatCannotBeStartedMeansThatSessionsAreCutAtOnce() {
        EngineScene scene = new EngineScene(Keep.of(0, 1).idleTimeout(IDLE));
        StubSession session = scene.fill(1).get(0);
        scene.threads.refusal = new RejectedExecutionException("staged");
        scene.rounds(IDLE.plus(LONGEST_PAUSE));
        assertThat(session.killed).isTrue();
        scene.isWhole();
    }
}
