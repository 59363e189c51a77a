package dev.dbpool.benchmarks.load.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.benchmarks.results.Measurement;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private static final Cell FIRST = new Cell("1 x", "ours", TreeMap::new);
    private static final Cell SECOND = new Cell("1 x", "theirs", TreeMap::new);

    private final Rounds rounds = new Rounds();

    private static TreeMap<String, Double> value(double value) {
        return new TreeMap<>(Map.of("p50 ms", value));
    }

    @Test
    void medianIsToldWithTheRange() {
        rounds.add(FIRST, value(30));
        rounds.add(FIRST, value(10));
        rounds.add(FIRST, value(20));

        assertThat(rounds.measurements().get(0).values())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("p50 ms", 20.0, "lowest p50 ms", 10.0, "highest p50 ms", 30.0));
    }

    @Test
    void onceMeasuredHasNoRange() {
        rounds.add(FIRST, value(30));

        assertThat(rounds.measurements().get(0).values()).containsExactlyEntriesOf(Map.of("p50 ms", 30.0));
    }

    @Test
    void cellsKeepTheOrderInWhichTheyWereExpected() {
        rounds.expect(FIRST);
        rounds.expect(SECOND);
        rounds.add(SECOND, value(1));
        rounds.add(FIRST, value(2));

        assertThat(rounds.measurements()).extracting(Measurement::arm).containsExactly("ours", "theirs");
    }

    @Test
    void figureThatMostRoundsLackIsNotTold() {
        rounds.add(FIRST, value(Double.NaN));
        rounds.add(FIRST, value(Double.NaN));
        rounds.add(FIRST, value(0.2));

        assertThat(rounds.measurements().get(0).values()).containsExactlyEntriesOf(Map.of("lowest p50 ms", 0.2));
    }

    @Test
    void whatNeverHappenedInMostRoundsIsToldAsEndless() {
        rounds.add(FIRST, value(Double.POSITIVE_INFINITY));
        rounds.add(FIRST, value(Double.POSITIVE_INFINITY));
        rounds.add(FIRST, value(0.2));

        assertThat(rounds.measurements().get(0).values())
                .containsEntry("p50 ms", Double.POSITIVE_INFINITY)
                .containsEntry("lowest p50 ms", 0.2);
    }

    @Test
    void twoRoundsHaveTheirMeanAsMedian() {
        rounds.add(FIRST, value(10));
        rounds.add(FIRST, value(20));

        assertThat(rounds.measurements().get(0).values()).containsEntry("p50 ms", 15.0);
    }
}
