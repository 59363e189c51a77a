package dev.dbpool.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dbpool.internal.admission.AdmissionResult;
import dev.dbpool.internal.admission.Waiter;
import dev.dbpool.internal.slot.Slot;
import java.util.List;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** Slots that come back while the gate shrinks or closes. */
public class SizeAndEnd {

    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "Its giver has to close the session.")
    @Outcome(id = "0, 1, 0", expect = ACCEPTABLE, desc = "The one that resizes has to.")
    @Outcome(expect = FORBIDDEN, desc = "A slot too many stays, or both close one.")
    @State
    public static class GivenWhileTheGateShrinks {
        private final StressedGate pool = new StressedGate(2);
        private final Slot lent = pool.take();
        private final Slot other = pool.take();

        @Actor
        public void giver(III_Result result) {
            result.r1 = pool.give(lent) ? 0 : 1;
        }

        @Actor
        public void resizes(III_Result result) {
            List<Slot> closing = pool.gate.resize(1);
            result.r2 = closing.size();
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = pool.idle() + (pool.give(other) ? 0 : 1);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Its giver has to close the session.")
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "The one that closes has to.")
    @Outcome(expect = FORBIDDEN, desc = "A session stays open in a closed pool, or both close it.")
    @State
    public static class GivenWhileTheGateCloses {
        private final StressedGate pool = new StressedGate(1);
        private final Slot lent = pool.take();

        @Actor
        public void giver(II_Result result) {
            result.r1 = pool.give(lent) ? 0 : 1;
        }

        @Actor
        public void closes(II_Result result) {
            pool.gate.close();
            result.r2 = pool.gate.slots().takeHighestToClose() == null ? 0 : 1;
        }
    }

    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "Sent away, or not let in; its giver closes the session.")
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Served before the gate was closed.")
    @Outcome(expect = FORBIDDEN, desc = "The slot has two owners, or none.")
    @State
    public static class GivenToACallerWhileTheGateCloses {
        private final StressedGate pool = new StressedGate(1);
        private final Slot lent = pool.take();
        private final Waiter waiter = pool.queued(pool.old());

        @Actor
        public void giver(II_Result result) {
            result.r2 = pool.give(lent) ? 0 : 1;
        }

        @Actor
        public void closes() {
            pool.gate.close();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = waiter.granted() == null ? 0 : 1;
        }
    }

    /** The owner of the last hold signals, or the one that waits sees that it has ended. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = ACCEPTABLE, desc = "Drained, and no caller is admitted.")
    @Outcome(expect = FORBIDDEN, desc = "A hold has ended, and the pool does not know.")
    @State
    public static class TheLastHoldEndsWhileTheGateCloses {
        private final StressedGate pool = new StressedGate(1);
        private final Slot lent = pool.take();

        @Actor
        public void giver() {
            if (!pool.give(lent)) {
                pool.gate.beginClose(lent);
            }
        }

        @Actor
        public void closes(II_Result result) {
            pool.gate.close();
            result.r1 = pool.drains() ? 1 : 0;
            result.r2 = pool.gate.join(pool.young(), false) == AdmissionResult.CLOSED ? 0 : 1;
        }
    }
}
