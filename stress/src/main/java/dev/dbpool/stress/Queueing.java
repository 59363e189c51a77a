package dev.dbpool.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dbpool.internal.admission.AdmissionResult;
import dev.dbpool.internal.admission.Waiter;
import dev.dbpool.internal.slot.Slot;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Slots that come back while callers queue, wait and leave: no wake-up is lost. */
public class Queueing {

    /** Of "write IDLE, read the queue" and "write the queue, read the slots" at least one sees the other. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Served, or called.")
    @Outcome(expect = FORBIDDEN, desc = "A slot is idle, and the caller sleeps.")
    @State
    public static class GivenToAYoungQueue {
        private final StressedGate pool = new StressedGate(1);
        private final Slot lent = pool.take();
        private final Waiter waiter = pool.young();
        private @Nullable AdmissionResult atOnce;

        @Actor
        public void giver() {
            pool.give(lent);
        }

        @Actor
        public void caller() {
            atOnce = pool.gate.join(waiter, false);
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = atOnce == AdmissionResult.ADMITTED || pool.isServed(waiter) ? 1 : 0;
        }
    }

    /** The same for a giver that takes its slot back to hand it over. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "Served.")
    @Outcome(expect = FORBIDDEN, desc = "A slot is idle, and the caller sleeps.")
    @State
    public static class GivenToAnOldQueue {
        private final StressedGate pool = new StressedGate(1);
        private final Slot lent = pool.take();
        private final Waiter waiter = pool.old();

        @Actor
        public void giver() {
            pool.give(lent);
        }

        @Actor
        public void caller() {
            pool.gate.join(waiter, false);
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = waiter.granted() == lent && pool.idle() == 0 ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(
            id = "1, 1",
            expect = ACCEPTABLE,
            desc = "The newcomer takes it; the queued caller is called when it is given.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The queued caller is served, or called.")
    @Outcome(expect = FORBIDDEN, desc = "A slot is idle, and the queued caller sleeps.")
    @State
    public static class TakenAndGivenByANewcomer {
        private final StressedGate pool = new StressedGate(1);
        private final Waiter waiter = pool.young();
        private @Nullable AdmissionResult atOnce;

        @Actor
        public void caller() {
            atOnce = pool.gate.join(waiter, false);
        }

        @Actor
        public void newcomer(II_Result result) {
            Slot taken = pool.tryTake();
            if (taken != null) {
                pool.give(taken);
                result.r1 = 1;
            }
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = atOnce == AdmissionResult.ADMITTED || pool.isServed(waiter) ? 1 : 0;
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Granted before it could leave.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "It left, and the slot is idle.")
    @Outcome(expect = FORBIDDEN, desc = "The slot is lost, or has two owners.")
    @State
    public static class HandedOverToACallerThatLeaves {
        private final StressedGate pool = new StressedGate(1);
        private final Slot lent = pool.take();
        private final Waiter waiter = pool.queued(pool.old());

        @Actor
        public void giver() {
            pool.give(lent);
        }

        @Actor
        public void caller(II_Result result) {
            result.r1 = pool.gate.leave(waiter) == null ? 0 : 1;
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = pool.idle();
        }
    }

    /** The call passes on to the next, or the giver calls it. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "The next is called.")
    @Outcome(expect = FORBIDDEN, desc = "A slot is idle, and the next caller sleeps.")
    @State
    public static class GivenWhileACalledCallerLeaves {
        private final StressedGate pool = new StressedGate(1);
        private final Slot lent;
        private final Waiter called;
        private final Waiter next;

        public GivenWhileACalledCallerLeaves() {
            Slot slot = pool.take();
            called = pool.queued(pool.young());
            next = pool.queued(pool.young());
            pool.give(slot);
            lent = pool.take();
        }

        @Actor
        public void giver() {
            pool.give(lent);
        }

        @Actor
        public void caller() {
            pool.gate.leave(called);
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = pool.isServed(next) ? 1 : 0;
        }
    }
}
