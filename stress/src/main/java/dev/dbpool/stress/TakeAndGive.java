package dev.dbpool.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dbpool.internal.slot.Slot;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Taking and giving while no caller is queued. */
public class TakeAndGive {

    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "One of them takes it.")
    @Outcome(expect = FORBIDDEN, desc = "Both have it, or neither.")
    @State
    public static class TwoTakeOne {
        private final StressedGate pool = new StressedGate(1);

        @Actor
        public void one(II_Result result) {
            result.r1 = pool.tryTake() == null ? 0 : 1;
        }

        @Actor
        public void other(II_Result result) {
            result.r2 = pool.tryTake() == null ? 0 : 1;
        }
    }

    /** What belongs to the session is not volatile. */
    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "It was not idle yet.")
    @Outcome(id = "7", expect = ACCEPTABLE, desc = "The next owner sees what the one before it wrote.")
    @Outcome(expect = FORBIDDEN, desc = "It sees something older.")
    @State
    public static class SlotsPublishTheirSession {
        private final StressedGate pool = new StressedGate(1);
        private final Slot lent = pool.take();

        @Actor
        public void giver() {
            lent.proven(7);
            pool.give(lent);
        }

        @Actor
        public void taker(I_Result result) {
            Slot taken = pool.tryTake();
            result.r1 = taken == null ? 0 : (int) taken.provenNanos() + (taken.provenNanos() == 0 ? -1 : 0);
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 0", "0, 1"},
            expect = ACCEPTABLE,
            desc = "Lent to a caller, or closed by the pool.")
    @Outcome(expect = FORBIDDEN, desc = "Lent and closed, or neither.")
    @State
    public static class TakenOrClosed {
        private final StressedGate pool = new StressedGate(1);

        @Actor
        public void taker(II_Result result) {
            result.r1 = pool.tryTake() == null ? 0 : 1;
        }

        @Actor
        public void upkeep(II_Result result) {
            result.r2 = pool.gate.slots().takeHighestToClose() == null ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 1"},
            expect = ACCEPTABLE,
            desc = "The last slot is taken: the clock runs.")
    @Outcome(expect = FORBIDDEN, desc = "The clock stands still while all are lent.")
    @State
    public static class TwoTakeTheLastTwo {
        private final StressedGate pool = new StressedGate(2);
        private @Nullable Slot one;
        private @Nullable Slot other;

        @Actor
        public void one() {
            one = pool.tryTake();
        }

        @Actor
        public void other() {
            other = pool.tryTake();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = one != null && other != null ? 1 : 0;
            result.r2 = pool.exhausted() ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "One is idle at the end: the clock stands still.")
    @Outcome(expect = FORBIDDEN, desc = "The clock runs while one is idle.")
    @State
    public static class OneTakesTheLastAndAnotherGives {
        private final StressedGate pool = new StressedGate(2);
        private final Slot lent = pool.take();

        @Actor
        public void giver() {
            pool.give(lent);
        }

        @Actor
        public void taker() {
            pool.take();
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = pool.exhausted() ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 1", "0, 0"},
            expect = ACCEPTABLE,
            desc = "The clock runs if and only if none is idle.")
    @Outcome(expect = FORBIDDEN, desc = "The clock is wrong.")
    @State
    public static class OneTakesAndAnotherGivesTheOnlyOne {
        private final StressedGate pool = new StressedGate(1);
        private final Slot lent = pool.take();

        @Actor
        public void giver() {
            pool.give(lent);
        }

        @Actor
        public void taker() {
            pool.tryTake();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = pool.idle() == 0 ? 1 : 0;
            result.r2 = pool.exhausted() ? 1 : 0;
        }
    }
}
