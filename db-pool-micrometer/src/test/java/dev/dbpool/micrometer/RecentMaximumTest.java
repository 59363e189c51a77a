package dev.dbpool.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RecentMaximumTest {
    private static final double[] BOUNDS = {0.001, 0.1, 10, Double.POSITIVE_INFINITY};

    private final AtomicLong clock = new AtomicLong();
    private final RecentMaximum maximum = new RecentMaximum(clock::get);

    private double seconds(long... counts) {
        return maximum.of(ClassicHistogramBuckets.of(BOUNDS, counts));
    }

    private void minutes(int minutes) {
        clock.addAndGet(TimeUnit.MINUTES.toNanos(minutes));
    }

    @Test
    void nothingCountedIsZero() {
        assertThat(seconds(0, 0, 0, 0)).isZero();
    }

    @Test
    void itIsTheBoundOfTheHighestBucketThatGrew() {
        assertThat(seconds(5, 0, 0, 0)).isEqualTo(0.001);
        assertThat(seconds(5, 1, 0, 0)).isEqualTo(0.1);
        assertThat(seconds(6, 1, 0, 0)).isEqualTo(0.1);
    }

    @Test
    void aboveAllBoundsTheLastBoundIsShown() {
        assertThat(seconds(0, 0, 0, 1)).isEqualTo(10);
    }

    @Test
    void anOldMaximumIsForgottenAfterTwoMinutesAndNotBeforeOne() {
        seconds(0, 0, 0, 0);
        assertThat(seconds(0, 0, 1, 0)).isEqualTo(10);
        minutes(1);
        assertThat(seconds(1, 0, 1, 0)).isEqualTo(10);
        minutes(1);
        assertThat(seconds(2, 0, 1, 0)).isEqualTo(0.001);
        minutes(1);
        assertThat(seconds(2, 0, 1, 0)).isZero();
    }

    @Test
    void nothingIsMissedIfItIsReadSeldom() {
        seconds(0, 0, 0, 0);
        minutes(10);
        assertThat(seconds(0, 1, 0, 0)).isEqualTo(0.1);
        minutes(10);
        assertThat(seconds(1, 1, 0, 0)).isEqualTo(0.001);
    }
}
