package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Permits that came back and are parked are free like any others. */
@Timeout(60)
class GateParkingTest {
    private static final long LONG = Duration.ofHours(1).toNanos();

    private final ManualClock clock = new ManualClock();

    /** All permits are taken, as the word says, but some of them are parked; the others are held by other threads. */
    private Gate allTaken(int held, int parked, int maxQueued) throws Exception {
        Gate gate = new Gate(AdmissionSettings.fifo(held + parked + 2, maxQueued), clock);
        for (int i = 0; i < parked; i++) {
            assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        }
        for (int i = 0; i < parked; i++) {
            gate.returned(0);
        }
        for (int i = 0; i < held; i++) {
            assertThat(elsewhere(gate, 0)).isEqualTo(AdmissionResult.ADMITTED);
        }
        gate.resize(held + parked);
        assertThat(gate.taken()).as("staged").isEqualTo(held + parked);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(held, 0, 0, held + parked));
        return gate;
    }

    private static AdmissionResult elsewhere(Gate gate, long timeoutNanos) throws Exception {
        return Elsewhere.enter(gate, timeoutNanos).get(10, TimeUnit.SECONDS);
    }

    @Test
    void whoComesGetsAParkedPermitWithoutWaiting() throws Exception {
        Gate gate = allTaken(1, 2, 0);
        assertThat(elsewhere(gate, 0)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(elsewhere(gate, LONG)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(elsewhere(gate, 0)).isEqualTo(AdmissionResult.TIMED_OUT);
        assertThat(elsewhere(gate, LONG)).isEqualTo(AdmissionResult.QUEUE_FULL);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(3, 0, 0, 3));
    }

    @Test
    void aGateWithAParkedPermitIsNotOverloaded() throws Exception {
        Gate gate = allTaken(1, 1, 0);
        assertThat(gate.overloaded()).isFalse();
        assertThat(elsewhere(gate, 0)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.overloaded()).isTrue();
    }

    @Test
    void aParkedPermitIsNotInUse() throws Exception {
        Gate gate = allTaken(2, 1, 9);
        clock.pass(100);
        assertThat(gate.exhaustedNanos()).isZero();
        assertThat(elsewhere(gate, 0)).isEqualTo(AdmissionResult.ADMITTED);
        clock.pass(5);
        gate.returned(0);
        clock.pass(100);
        assertThat(gate.exhaustedNanos()).isEqualTo(5);
    }

    /** Else the gate would look full, and whoever comes and goes would write to the word. */
    @Test
    void theLastPermitIsNotTakenWhileOneIsParked() throws Exception {
        Gate gate = new Gate(AdmissionSettings.fifo(3, 9), clock);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.enter(0, null)).isEqualTo(AdmissionResult.ADMITTED);
        gate.returned(0);
        gate.returned(0);
        assertThat(gate.taken()).as("staged").isEqualTo(2);
        assertThat(elsewhere(gate, 0)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(gate.taken()).isEqualTo(2);
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(1, 0, 0, 3));
    }

    @Test
    void aClosedGateIsDrainedOfParkedPermits() throws Exception {
        Gate gate = allTaken(1, 2, 9);
        gate.close();
        assertThat(gate.awaitDrained(0)).isFalse();
        assertThat(gate.taken()).isOne();
        gate.returned(0);
        assertThat(gate.awaitDrained(0)).isTrue();
        assertThat(gate.occupancy()).isEqualTo(new Occupancy(0, 0, 0, 3));
    }

    @Test
    void parkedPermitsEndWhenThereAreToBeFewer() throws Exception {
        Gate gate = allTaken(1, 2, 9);
        gate.resize(2);
        assertThat(gate.taken()).isOne();
        assertThat(elsewhere(gate, 0)).isEqualTo(AdmissionResult.ADMITTED);
        assertThat(elsewhere(gate, 0)).isEqualTo(AdmissionResult.TIMED_OUT);
    }
}
