package dev.dbpool.internal.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class SessionTalliesTest {
    private final SessionTallies tallies = new SessionTallies();

    @Test
    void whatIsCountedOnAllSessionsIsOneDistribution() {
        SessionTally one = tallies.add();
        SessionTally other = tallies.add();
        one.handedOut(1_000_000);
        one.returned(1_000_001);
        other.handedOut(61_000_000_000L);
        long[] acquire = tallies.acquire();
        assertThat(acquire[DurationBuckets.SUM]).isEqualTo(61_001_000_000L);
        assertThat(acquire[1]).as("a millisecond is within the first bound").isEqualTo(1);
        assertThat(acquire[DurationBuckets.CELLS - 1]).as("above all bounds").isEqualTo(1);
        assertThat(tallies.hold()[2]).isEqualTo(1);
        assertThat(DurationBuckets.count(acquire)).isEqualTo(2);
    }

    /** Sessions come and go for as long as the service runs. */
    @Test
    void aSessionThatIsGoneLeavesItsCountsAndNothingElse() {
        int gone = 200;
        for (int i = 0; i < gone; i++) {
            SessionTally session = tallies.add();
            session.handedOut(1);
            session.returned(2);
        }
        // The collector decides when; whoever adds one finds out.
        await().until(() -> {
            System.gc();
            tallies.add();
            return tallies.known() < gone / 2;
        });
        assertThat(DurationBuckets.count(tallies.acquire())).isEqualTo(gone);
        assertThat(tallies.acquire()[DurationBuckets.SUM]).isEqualTo(gone);
        assertThat(tallies.hold()[DurationBuckets.SUM]).isEqualTo(2 * gone);
    }

    @Test
    void aSessionInSomebodysHandsIsKept() {
        SessionTally held = tallies.add();
        System.gc();
        tallies.add();
        held.handedOut(1);
        assertThat(DurationBuckets.count(tallies.acquire())).isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void whoSeesAHoldSeesItsAcquisition() throws InterruptedException {
        SessionTally session = tallies.add();
        AtomicBoolean enough = new AtomicBoolean();
        Thread borrower = new Thread(() -> {
            while (!enough.get()) {
                session.handedOut(1);
                session.returned(1);
            }
        });
        borrower.start();
        try {
            for (int i = 0; i < 200_000; i++) {
                long holds = DurationBuckets.count(tallies.hold());
                assertThat(holds).isLessThanOrEqualTo(DurationBuckets.count(tallies.acquire()));
            }
        } finally {
            enough.set(true);
            borrower.join();
        }
        assertThat(DurationBuckets.count(tallies.hold())).isPositive().isEqualTo(tallies.hold()[DurationBuckets.SUM]);
    }
}
