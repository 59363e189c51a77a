package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.admission.GateModel.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * The proof in {@link Gate}, checked in every interleaving of a few callers: never more permits than there are, none
 * free and no newcomer past while somebody is queued, no wake-up and no permit lost, everybody gone at the end; also
 * while the number of permits changes, and whatever a discipline decides.
 */
class GateProtocolTest {
    private static final int NONE = 0b000;
    private static final int ALL = 0b111;

    @ParameterizedTest
    @CsvSource({
        // max, room in the queue, who may time out, who may be interrupted, closed meanwhile
        "1, 3, 0, 0, false",
        "2, 3, 0, 0, false",
        "1, 1, 0, 0, true",
        "1, 3, 7, 0, false",
        "1, 3, 0, 7, false",
    })
    void noInterleavingBreaksAPromise(int max, int maxQueued, int mayTimeOut, int interruptible, boolean closes) {
        explores(new GateSetting(3, max, maxQueued, mayTimeOut, interruptible, closes, GateFlaw.NONE));
    }

    @ParameterizedTest
    @CsvSource({
        // max, the other max, room in the queue, who may time out, who may lose patience, newcomers displace
        "1, 2, 3, 0, 0, false",
        "2, 1, 3, 0, 0, false",
        "1, 0, 3, 0, 7, false",
        "1, 0, 1, 0, 0, true",
        "1, 2, 1, 0, 0, true",
    })
    void neitherResizingNorSheddingDoes(
            int max, int resizedTo, int maxQueued, int mayTimeOut, int mayLosePatience, boolean displaces) {
        explores(new GateSetting(3, max, maxQueued, mayTimeOut, NONE, false, GateFlaw.NONE)
                .resizedTo(resizedTo)
                .shedding(mayLosePatience, displaces));
    }

    @Tag("all")
    @ParameterizedTest
    @CsvSource({
        "1, 2, 3, 0, 7, false, 0, false",
        "2, 1, 3, 0, 7, false, 0, false",
        "2, 1, 1, 0, 7, true, 0, false",
        "1, 2, 3, 1, 2, false, 4, false",
        "2, 1, 3, 1, 2, false, 4, false",
        "1, 0, 1, 1, 6, true, 0, false",
        "1, 2, 1, 0, 1, true, 0, true",
        "2, 1, 3, 2, 0, false, 0, true",
    })
    void millionsOfInterleavingsOfBothDoNot(
            int max,
            int resizedTo,
            int maxQueued,
            int mayTimeOut,
            int mayLosePatience,
            boolean displaces,
            int interruptible,
            boolean closes) {
        explores(new GateSetting(3, max, maxQueued, mayTimeOut, interruptible, closes, GateFlaw.NONE)
                .resizedTo(resizedTo)
                .shedding(mayLosePatience, displaces));
    }

    private static void explores(GateSetting setting) {
        Result result = GateModel.explore(setting);
        System.out.println("gate model: " + result.states() + " states, " + result.ends() + " ends");
        assertThat(result.violations()).isEmpty();
        assertThat(result.ends()).isPositive();
    }

    /** With one place to park, where all meet; and with four callers, of whom one comes between two looks of another. */
    @Tag("all")
    @ParameterizedTest
    @CsvSource({
        "3, 2, 7, 7, true, 0, 1",
        "3, 3, 0, 0, false, 1, 2",
        "3, 3, 2, 1, false, 1, 1",
        "3, 3, 2, 1, true, 2, 1",
        "4, 2, 0, 0, false, 0, 2",
        "4, 3, 0, 0, false, 0, 2",
        "4, 2, 2, 1, false, 0, 1",
    })
    void whereverPermitsAreParked(
            int callers, int max, int mayTimeOut, int interruptible, boolean closes, int resizedTo, int slots) {
        GateSetting setting =
                new GateSetting(callers, max, 3, mayTimeOut, interruptible, closes, GateFlaw.NONE).resizedTo(resizedTo);
        explores(slots == 1 ? setting.withOneSlot() : setting);
    }

    @Tag("all")
    @ParameterizedTest
    @CsvSource({
        "1, 3, 2, 1, false",
        "2, 3, 7, 0, false",
        "2, 3, 0, 7, false",
        "1, 3, 2, 0, true",
        "2, 3, 0, 1, true",
        "1, 3, 2, 1, true",
        "2, 3, 2, 1, true",
        "1, 0, 7, 7, true",
        "1, 3, 7, 7, false",
    })
    void noneOfMillionsOfInterleavingsDoes(int max, int maxQueued, int mayTimeOut, int interruptible, boolean closes) {
        noInterleavingBreaksAPromise(max, maxQueued, mayTimeOut, interruptible, closes);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"NONE"})
    void aBrokenProtocolIsNoticed(GateFlaw flaw) {
        boolean closes = flaw == GateFlaw.NO_DRAIN_SIGNAL || flaw == GateFlaw.CLOSES_WITHOUT_RECALL;
        int mayTimeOut = flaw == GateFlaw.LOST_QUEUED_DECREMENT || flaw == GateFlaw.LATE_GRANT_LOST ? ALL : NONE;
        int interruptible = flaw == GateFlaw.INTERRUPTED_KEEPS_PERMIT ? ALL : NONE;
        int callers = flaw.needsFour() ? 4 : 3;
        int max = flaw.parks() ? 2 : 1;
        GateSetting setting = new GateSetting(callers, max, 3, mayTimeOut, interruptible, closes, flaw);
        Result result = GateModel.explore(
                switch (flaw) {
                    case GROWTH_GRANTS_NOBODY, GROWTH_WAKES_NOBODY -> setting.resizedTo(2);
                    case SHRINKS_WITHOUT_RECALL -> new GateSetting(3, 3, 3, NONE, NONE, false, flaw).resizedTo(1);
                    case SHRINK_HANDS_OVER, STALE_MAX -> new GateSetting(3, 2, 3, NONE, NONE, false, flaw).resizedTo(1);
                    case DISPLACED_NOT_WOKEN -> new GateSetting(3, 1, 1, NONE, NONE, false, flaw).shedding(NONE, true);
                    case LOST_PATIENCE_LOSES_GRANT -> setting.shedding(ALL, false);
                    default -> setting;
                });
        System.out.println(flaw + ": " + result.violations());
        assertThat(result.violations()).isNotEmpty();
        assertThat(result.violations().get(0)).contains(flaw.noticedAs());
    }

    @Test
    void aQueueWithoutRoomRefusesInEveryInterleaving() {
        Result result = GateModel.explore(new GateSetting(3, 2, 0, NONE, NONE, false, GateFlaw.NONE));
        assertThat(result.violations()).isEmpty();
    }
}
