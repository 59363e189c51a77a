package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.Priority;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order and patience, with time as an argument. In milliseconds. */
class WaitingLineTest {
    private static final int TEN = 10;

    private final HoldTime holdTime = new HoldTime(TEN);
    private final Adaptive adaptive = new Adaptive(holdTime, 0, ms(60_000));

    private WaitingLine fifo(boolean refuseHopeless) {
        return new WaitingLine(new Fifo(), holdTime, refuseHopeless);
    }

    private WaitingLine adaptive() {
        return new WaitingLine(adaptive, holdTime, true);
    }

    private static long ms(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private static Waiter waiter(Priority priority, long atMillis, long timeoutMillis) {
        return new Waiter(priority, ms(atMillis), ms(timeoutMillis));
    }

    private static Waiter add(WaitingLine line, Priority priority, long atMillis) {
        Waiter waiter = waiter(priority, atMillis, 60_000);
        line.add(waiter, ms(atMillis));
        return waiter;
    }

    private static @Nullable Waiter next(WaitingLine line, long atMillis) {
        Waiter next = line.peek(ms(atMillis));
        if (next != null) {
            line.leave(next, ms(atMillis));
        }
        return next;
    }

    private static @Nullable Waiter nextAfter(long heldNanos, WaitingLine line, long atMillis) {
        line.returned(heldNanos, ms(atMillis));
        return next(line, atMillis);
    }

    private static List<Waiter> serveAll(WaitingLine line, long atMillis) {
        List<Waiter> served = new ArrayList<>();
        while (line.size() > 0) {
            served.add(Objects.requireNonNull(next(line, atMillis)));
        }
        return served;
    }

    @Test
    void higherPrioritiesGoFirstAndEqualOnesInOrder() {
        WaitingLine line = fifo(false);
        Waiter shed = add(line, Priority.SHEDDABLE, 0);
        Waiter first = add(line, Priority.NORMAL, 1);
        Waiter second = add(line, Priority.NORMAL, 2);
        Waiter critical = add(line, Priority.CRITICAL, 3);
        assertThat(serveAll(line, 4)).containsExactly(critical, first, second, shed);
        assertThat(next(line, 5)).isNull();
    }

    @Test
    void aCallerThatWasServedBeforeGoesToTheFrontOfItsPriority() {
        WaitingLine line = fifo(false);
        Waiter normal = add(line, Priority.NORMAL, 0);
        Waiter critical = add(line, Priority.CRITICAL, 1);
        Waiter again = waiter(Priority.NORMAL, 0, 60_000);
        line.add(again, true, ms(2));
        assertThat(serveAll(line, 3)).containsExactly(critical, again, normal);
    }

    @Test
    void theNextIsOnlyLookedAt() {
        WaitingLine line = fifo(false);
        Waiter first = add(line, Priority.NORMAL, 0);
        assertThat(line.peek(ms(1))).isSameAs(first);
        assertThat(line.peek(ms(2))).isSameAs(first);
        assertThat(line.size()).isOne();
    }

    @Test
    void theOldestIsTheOneThatBeganFirstWhereverItStands() {
        WaitingLine line = fifo(false);
        assertThat(line.oldestNanos()).isZero();
        add(line, Priority.CRITICAL, 5);
        Waiter oldest = add(line, Priority.SHEDDABLE, 3);
        add(line, Priority.NORMAL, 4);
        assertThat(line.oldestNanos()).isEqualTo(ms(3));
        line.leave(oldest, ms(6));
        assertThat(line.oldestNanos()).isEqualTo(ms(4));
    }

    @Test
    void theLastOfTheLowestMakesRoom() {
        WaitingLine line = fifo(false);
        Waiter normal = add(line, Priority.NORMAL, 0);
        assertThat(line.lastBelow(Priority.NORMAL)).isNull();
        assertThat(line.lastBelow(Priority.CRITICAL)).isSameAs(normal);
        add(line, Priority.SHEDDABLE, 1);
        Waiter last = add(line, Priority.SHEDDABLE, 2);
        assertThat(line.lastBelow(Priority.NORMAL)).isSameAs(last);
        assertThat(line.lastBelow(Priority.CRITICAL)).isSameAs(last);
        assertThat(line.lastBelow(Priority.SHEDDABLE)).isNull();
    }

    @Test
    void whoWaitedLongestIsNamedFirst() {
        WaitingLine line = fifo(false);
        Waiter first = add(line, Priority.SHEDDABLE, 0);
        Waiter second = add(line, Priority.CRITICAL, 1);
        Waiter third = add(line, Priority.NORMAL, 2);
        assertThat(line.longestWaiting(2)).containsExactly(first, second);
        assertThat(line.longestWaiting(9)).containsExactly(first, second, third);
        assertThat(fifo(false).longestWaiting(9)).isEmpty();
    }

    /** Queued until {@code untilMillis}, holds of 10 ms come back every millisecond. */
    private void busy(WaitingLine line, long fromMillis, long untilMillis) {
        for (long now = fromMillis; now < untilMillis; now++) {
            add(line, Priority.NORMAL, now);
            nextAfter(ms(10), line, now);
        }
    }

    /** Without returns up to now it would look as if all were held for long. */
    private void flowsUntil(long nowMillis) {
        holdTime.returned(ms(10), ms(nowMillis));
    }

    @Test
    void whoWouldWaitTwiceAsLongAsItCanIsRefusedAtOnce() {
        WaitingLine line = fifo(true);
        add(line, Priority.NORMAL, 0);
        assertThat(line.refusal(waiter(Priority.NORMAL, 0, 1), 0))
                .as("nothing is known yet")
                .isNull();
        busy(line, 1, 100);
        for (int i = 0; i < 100; i++) {
            add(line, Priority.NORMAL, 100);
        }
        // 101 ahead at 10 ms ÷ 10 each.
        assertThat(line.refusal(waiter(Priority.NORMAL, 100, 50), ms(100))).isEqualTo(AdmissionResult.HOPELESS);
        assertThat(line.refusal(waiter(Priority.NORMAL, 100, 51), ms(100))).isNull();
        assertThat(line.refusal(waiter(Priority.CRITICAL, 100, 1), ms(100)))
                .as("nobody is ahead of it")
                .isNull();
        assertThat(line.retryAfterNanos(ms(100))).isEqualTo(ms(102));
        assertThat(fifo(false).refusal(waiter(Priority.NORMAL, 100, 1), ms(100)))
                .isNull();
    }

    @Test
    void adaptiveIsFirstComeFirstServedUntilSomebodyHasWaitedAnInterval() {
        WaitingLine line = adaptive();
        Waiter first = add(line, Priority.NORMAL, 0);
        busy(line, 1, 50);
        assertThat(line.size()).isEqualTo(1);
        assertThat(adaptive.overloaded(ms(50))).isFalse();
        flowsUntil(99);
        assertThat(line.mayWaitOn(first, ms(99))).isTrue();
        assertThat(first.asksAtNanos).as("10 holds of 10 ms").isEqualTo(ms(100));
    }

    @Test
    void thenTheNewestGoesFirstAndATargetIsAllThatTheOthersGet() {
        WaitingLine line = overloaded();
        assertThat(adaptive.overloads()).isEqualTo(1);
        flowsUntil(110);
        Waiter older = add(line, Priority.NORMAL, 110);
        Waiter newest = add(line, Priority.NORMAL, 111);
        assertThat(older.asksAtNanos).as("2 holds of 10 ms later").isEqualTo(ms(130));
        assertThat(nextAfter(ms(10), line, 112)).isSameAs(newest);
        assertThat(line.retryAfterNanos(ms(112))).as("an interval").isEqualTo(ms(100));
        flowsUntil(130);
        assertThat(line.mayWaitOn(older, ms(130) - 1)).isTrue();
        assertThat(line.mayWaitOn(older, ms(130))).isFalse();
    }

    @Test
    void itIsOverWhenTheQueueHasBeenEmptyForAHold() {
        WaitingLine line = overloaded();
        serveAll(line, 120);
        assertThat(adaptive.overloaded(ms(129))).isTrue();
        add(line, Priority.NORMAL, 129);
        serveAll(line, 129);
        assertThat(adaptive.overloaded(ms(138))).as("not empty for long enough").isTrue();
        assertThat(adaptive.overloaded(ms(139))).isFalse();
        Waiter first = add(line, Priority.NORMAL, 140);
        Waiter second = add(line, Priority.NORMAL, 141);
        assertThat(serveAll(line, 142)).containsExactly(first, second);
        assertThat(adaptive.overloads()).isEqualTo(1);
    }

    @Test
    void theSheddableAreRefusedFirstAndTheCriticalLast() {
        WaitingLine line = overloaded();
        Waiter normal = add(line, Priority.NORMAL, 110);
        Waiter critical = add(line, Priority.CRITICAL, 110);
        assertThat(line.refusal(waiter(Priority.SHEDDABLE, 110, 60_000), ms(110)))
                .isEqualTo(AdmissionResult.OVERLOAD);
        flowsUntil(130);
        assertThat(line.mayWaitOn(normal, ms(130))).isFalse();
        flowsUntil(210);
        assertThat(line.mayWaitOn(critical, ms(210) - 1)).isTrue();
        assertThat(line.mayWaitOn(critical, ms(210))).isFalse();
    }

    @Test
    void whereNobodyOfHigherPriorityWaitsTheSheddableAreLikeOthers() {
        WaitingLine line = overloaded();
        serveAll(line, 110);
        add(line, Priority.SHEDDABLE, 111);
        assertThat(line.refusal(waiter(Priority.SHEDDABLE, 112, 60_000), ms(112)))
                .isNull();
    }

    /** The queue was not empty for 100 ms while holds of 10 ms came back; one caller has been there throughout. */
    private WaitingLine overloaded() {
        WaitingLine line = adaptive();
        Waiter first = add(line, Priority.CRITICAL, 0);
        line.leave(first, ms(0));
        add(line, Priority.NORMAL, 0);
        for (long now = 1; now <= 100; now++) {
            add(line, Priority.CRITICAL, now);
            nextAfter(ms(10), line, now);
        }
        assertThat(adaptive.overloaded(ms(100))).isTrue();
        return line;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 100})
    void aQueueOfWhichNothingMovesIsNotOverload(int connections) {
        HoldTime unknown = new HoldTime(connections);
        WaitingLine line = new WaitingLine(new Adaptive(unknown, 0, ms(60_000)), unknown, true);
        Waiter patient = add(line, Priority.NORMAL, 0);
        for (long now = 0; now < 50_000; now = TimeUnit.NANOSECONDS.toMillis(patient.asksAtNanos) + 1) {
            assertThat(line.mayWaitOn(patient, ms(now)))
                    .as("after %d ms without a return", now)
                    .isTrue();
        }
    }

    @Test
    void aCallerOfLittlePatienceAloneIsNoOverload() {
        WaitingLine line = adaptive();
        Waiter hasty = waiter(Priority.NORMAL, 0, 4);
        line.add(hasty, 0);
        assertThat(line.mayWaitOn(hasty, ms(4) - 1)).isTrue();
        assertThat(adaptive.overloaded(ms(4) - 1)).isFalse();
    }

    /** It could wait for longer than the target, 20 ms, and its three quarters are over; the others have a minute. */
    @Test
    void aCallerInAHurryIsNoOverloadForTheOthers() {
        WaitingLine line = adaptive();
        busy(line, 0, 50);
        Waiter hasty = waiter(Priority.SHEDDABLE, 50, 30);
        line.add(hasty, ms(50));
        busy(line, 50, 79);
        assertThat(line.mayWaitOn(hasty, ms(79))).isTrue();
        assertThat(adaptive.overloaded(ms(79))).isFalse();
    }

    /** A hundred such callers are what is usual: their time would be over before an interval is. */
    @Test
    void whereAllAreInAHurryTheyAreJudgedByTheirOwnTimeouts() {
        WaitingLine line = adaptive();
        for (int i = 0; i < 600; i++) {
            Waiter passing = waiter(Priority.NORMAL, 0, 60);
            line.add(passing, 0);
            line.leave(passing, 0);
        }
        line.add(waiter(Priority.SHEDDABLE, 0, 60), 0);
        for (long now = 1; now <= 46; now++) {
            assertThat(adaptive.overloaded(ms(now))).as("at %d ms", now).isFalse();
            line.add(waiter(Priority.NORMAL, now, 60), ms(now));
            nextAfter(ms(10), line, now);
        }
        assertThat(adaptive.overloaded(ms(46))).isTrue();
    }

    /** Of callers that wait for a second, ten holds of five seconds came back after a stall. */
    @Test
    void theEndOfAStandstillIsTheBeginningOfOverloadForThoseWhoHaveWaitedLong() {
        Adaptive impatient = new Adaptive(holdTime, 0, ms(1_000));
        WaitingLine line = new WaitingLine(impatient, holdTime, true);
        line.add(waiter(Priority.NORMAL, 0, 1_000), 0);
        Waiter oldest = waiter(Priority.NORMAL, 0, 1_000);
        line.add(oldest, 0);
        assertThat(line.mayWaitOn(oldest, ms(990))).isTrue();
        assertThat(impatient.overloaded(ms(990))).as("while nothing comes back").isFalse();
        Waiter newest = waiter(Priority.NORMAL, 990, 1_000);
        line.add(newest, ms(990));
        assertThat(nextAfter(ms(5_000), line, 991)).isSameAs(newest);
        assertThat(impatient.overloaded(ms(991))).isTrue();
        assertThat(line.retryAfterNanos(ms(991)))
                .as("two wait for holds of 5 s on 10 connections, and not ten holds")
                .isEqualTo(ms(1_500));
    }

    @Test
    void whoWasAllowedMoreThanItMayWaitNowIsToldSomeAtATime() {
        WaitingLine line = overloaded();
        List<Waiter> backlog = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            backlog.add(add(line, Priority.NORMAL, 1_100));
        }
        assertThat(backlog.get(0).asksAtNanos)
                .as("nothing has come back for a second")
                .isGreaterThan(ms(2_000));
        assertThat(line.tellImpatient(ms(1_100))).isEmpty();
        nextAfter(ms(10), line, 1_120);
        List<Waiter> told = line.tellImpatient(ms(1_120));
        assertThat(told).containsExactlyElementsOf(backlog.subList(0, 7));
        assertThat(told).allSatisfy(waiter -> assertThat(waiter.asksAtNanos).isEqualTo(ms(1_120)));
        assertThat(line.tellImpatient(ms(1_120))).as("told already").isEmpty();
        for (Waiter waiter : told) {
            assertThat(line.mayWaitOn(waiter, ms(1_120))).isFalse();
            line.leave(waiter, ms(1_120));
        }
        assertThat(line.tellImpatient(ms(1_120))).containsExactlyElementsOf(backlog.subList(7, 14));
    }

    @Test
    void nobodyIsToldWhileItIsFirstComeFirstServed() {
        WaitingLine line = fifo(false);
        add(line, Priority.NORMAL, 0);
        assertThat(line.tellImpatient(ms(60_000))).isEmpty();
    }

    /** Holds of 30 s hours ago, and now a burst of 10 ms. */
    @Test
    void anIncidentOfThePastRefusesNobody() {
        WaitingLine line = fifo(true);
        add(line, Priority.NORMAL, 0);
        for (int i = 0; i < 100; i++) {
            add(line, Priority.NORMAL, 0);
            nextAfter(ms(30_000), line, 0);
        }
        serveAll(line, 1);
        long later = TimeUnit.HOURS.toMillis(3);
        add(line, Priority.NORMAL, later);
        assertThat(line.refusal(waiter(Priority.NORMAL, later, 1_000), ms(later)))
                .isNull();
        assertThat(line.retryAfterNanos(ms(later))).isLessThan(ms(1_000));
        busy(line, later, later + 20);
        assertThat(line.refusal(waiter(Priority.NORMAL, later + 20, 1_000), ms(later + 20)))
                .as("with ten holds of today")
                .isNull();
    }

    @Test
    void aFixedTargetIsKeptWhateverTheHoldTime() {
        Adaptive fixed = new Adaptive(holdTime, ms(7), ms(60_000));
        WaitingLine line = new WaitingLine(fixed, holdTime, true);
        add(line, Priority.NORMAL, 0);
        for (long now = 1; now <= 100; now++) {
            add(line, Priority.CRITICAL, now);
            nextAfter(ms(10), line, now);
        }
        assertThat(add(line, Priority.NORMAL, 200).asksAtNanos).isEqualTo(ms(207));
    }

    @Test
    void describesItselfInASentence() {
        assertThat(new Fifo().describe(0)).isEqualTo("Admission is first come, first served.");
        assertThat(adaptive.describe(0)).contains("calm", "first come, first served", "100 ms", "5 ms");
        overloaded();
        flowsUntil(150);
        assertThat(adaptive.describe(ms(150))).contains("overloaded for 50 ms", "newest first", "20 ms");
    }
}
