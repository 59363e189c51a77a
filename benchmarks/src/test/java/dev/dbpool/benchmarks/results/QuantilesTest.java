package dev.dbpool.benchmarks.results;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        assertThat(Quantiles.median(List.of(30.0, 10.0, 20.0))).isEqualTo(20);
    }

    @Test
    void medianOfAnEvenNumberIsBetweenTheTwoInTheMiddle() {
        assertThat(Quantiles.median(List.of(10.0, 20.0))).isEqualTo(15);
        assertThat(Quantiles.median(List.of(1.0, 10.0, 20.0, 99.0))).isEqualTo(15);
    }

    @Test
    void whatNeverHappenedIsTheHighest() {
        assertThat(Quantiles.median(List.of(Double.POSITIVE_INFINITY, 1.0, Double.POSITIVE_INFINITY)))
                .isInfinite();
        assertThat(Quantiles.median(List.of(Double.POSITIVE_INFINITY, 1.0, 2.0)))
                .isEqualTo(2);
    }

    @Test
    void medianOfNothingIsNotANumber() {
        assertThat(Quantiles.median(List.of())).isNaN();
    }

    @Test
    void lowerQuartileIsReachedByAQuarter() {
        assertThat(Quantiles.lowerQuartile(List.of(4.0, 3.0, 2.0, 1.0))).isEqualTo(1);
        assertThat(Quantiles.lowerQuartile(List.of(5.0, 4.0, 3.0, 2.0, 1.0))).isEqualTo(2);
    }
}
