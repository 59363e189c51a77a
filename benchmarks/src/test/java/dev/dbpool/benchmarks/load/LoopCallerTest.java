package dev.dbpool.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LoopCallerTest {
    private static final long MILLI = 1_000_000;

    /** A window from 1 s to 2 s. */
    private final LoopCaller caller = new LoopCaller(new SplittableRandom(1), 1_000 * MILLI, 2_000 * MILLI);

    private void worked(long beginMillis, long endMillis) {
        caller.count(beginMillis * MILLI, endMillis * MILLI, true);
    }

    @Test
    void callerWhoNeverRestsHasAsManyEndsInTheWindowAsFitIntoIt() {
        for (long begin = 995; begin < 2_100; begin += 10) {
            worked(begin, begin + 10);
        }

        assertThat(caller.latencies().getTotalCount()).isEqualTo(100);
    }

    @Test
    void waitThatBeganBeforeTheWindowIsInTheQuantiles() {
        worked(200, 1_500);

        assertThat(caller.latencies().getMaxValueAsDouble() / MILLI).isBetween(1_290.0, 1_310.0);
        assertThat(caller.longestNanos()).isEqualTo(500 * MILLI);
    }

    @Test
    void whatEndsOutsideIsAWaitOnly() {
        worked(200, 999);
        worked(1_400, 2_000);

        assertThat(caller.latencies().getTotalCount()).isZero();
        assertThat(caller.longestNanos()).isEqualTo(600 * MILLI);
    }

    @Test
    void whoGotNothingIsCountedApart() {
        caller.count(1_100 * MILLI, 1_200 * MILLI, false);

        assertThat(caller.unserved()).isEqualTo(1);
        assertThat(caller.latencies().getTotalCount()).isZero();
    }
}
