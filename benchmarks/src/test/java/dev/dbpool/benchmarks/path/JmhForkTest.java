package dev.dbpool.benchmarks.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class JmhForkTest {
    private static List<Double> times(int count, double figure) {
        return Collections.nCopies(count, figure);
    }

    private static List<Double> inOrder(List<Double> first, List<Double> then) {
        List<Double> all = new ArrayList<>(first);
        all.addAll(then);
        return all;
    }

    /** 200 ms are counted as 190 or 200 or 210: together they are right. */
    @Test
    void stepsOfTheClockCancelOutWithinAWindow() {
        assertThat(JmhFork.perOperation(List.of(190.0, 210.0, 200.0, 190.0, 210.0), times(5, 10)))
                .isEqualTo(20);
    }

    @Test
    void whatTheCompilerTookInTheFirstWindowIsNotTheOperations() {
        assertThat(JmhFork.perOperation(inOrder(times(5, 900), times(10, 200)), times(15, 10)))
                .isEqualTo(20);
    }

    @Test
    void aWindowWithFewerOperationsWeighsNoLess() {
        assertThat(JmhFork.perOperation(times(15, 100), inOrder(times(5, 5), times(10, 10))))
                .isEqualTo(10);
    }
}
