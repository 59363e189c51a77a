package dev.dbpool.internal.slot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.slot.ExhaustionModel.Flaw;
import dev.dbpool.internal.slot.ExhaustionModel.Result;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** The proof in {@link Slots}, checked in every interleaving of a few threads. */
class ExhaustionProtocolTest {

    @ParameterizedTest(name = "{0} threads, {1} slots, {2} rounds, resized: {3}")
    @CsvSource({"2, 1, 3, false", "3, 2, 1, false", "2, 2, 2, false", "2, 2, 1, true", "2, 3, 1, true"})
    void onceAllChangesAreToldTheClockRunsIfAndOnlyIfAllSlotsAreLent(
            int threads, int slots, int rounds, boolean resized) {
        explores(threads, slots, rounds, resized);
    }

    @Tag("all")
    @ParameterizedTest(name = "{0} threads, {1} slots, {2} rounds, resized: {3}")
    @CsvSource({"3, 2, 2, false", "3, 3, 1, false", "3, 2, 1, true", "2, 2, 2, true"})
    void soItDoesInMillionsOfInterleavings(int threads, int slots, int rounds, boolean resized) {
        explores(threads, slots, rounds, resized);
    }

    private static void explores(int threads, int slots, int rounds, boolean resized) {
        Result result = ExhaustionModel.explore(threads, slots, rounds, resized, Flaw.NONE);
        System.out.println("exhaustion model: " + result);
        assertThat(result.wrong()).isZero();
        assertThat(result.running()).as("both ways must have come up").isBetween(1, result.quiet() - 1);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
    void eachFlawIsNoticed(Flaw flaw) {
        boolean resized = flaw == Flaw.RESIZES_AND_TELLS_NO_ONE;
        Result result = ExhaustionModel.explore(resized ? 2 : 3, 2, resized ? 1 : 2, resized, flaw);
        System.out.println("exhaustion model, " + flaw + ": " + result);
        assertThat(result.wrong()).isPositive();
    }
}
