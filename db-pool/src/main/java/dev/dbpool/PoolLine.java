package dev.dbpool;

import dev.dbpool.internal.admission.Admission;
import dev.dbpool.internal.admission.WaitingCallers;
import dev.dbpool.internal.report.Line;
import dev.dbpool.report.PoolSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** The line as reports read it. */
final class PoolLine implements Line {
    private final Readings readings;
    private final Admission admission;
    private final BooleanSupplier closed;
    private final LongSupplier nanoTime;
    private final long originNanos;

    PoolLine(Readings readings, Admission admission, BooleanSupplier closed, LongSupplier nanoTime) {
        this.readings = readings;
        this.admission = admission;
        this.closed = closed;
        this.nanoTime = nanoTime;
        this.originNanos = nanoTime.getAsLong();
    }

    @Override
    public PoolSample now() {
        PoolStats stats = readings.stats();
        return new PoolSample(
                Instant.now(),
                Duration.ofNanos(nanoTime.getAsLong() - originNanos),
                stats.active(),
                stats.idle(),
                stats.max(),
                stats.waiting(),
                Duration.ofNanos(readings.connectInFlightNanos()),
                stats.started(),
                stats.handedOut(),
                stats.timeouts() + stats.closedErrors() + stats.otherErrors(),
                stats.rejected(),
                Duration.ofNanos(readings.busyNanos()));
    }

    @Override
    public Queue queue(int most) {
        WaitingCallers waiting = admission.waiting(Math.max(1, most));
        List<Queued> callers = waiting.callers().stream()
                .map(caller -> new Queued(caller.thread(), Duration.ofNanos(caller.waitedNanos())))
                .toList();
        return new Queue(
                waiting.count(),
                callers.isEmpty() ? Duration.ZERO : callers.get(0).waited(),
                Duration.ofNanos(waiting.longestTimeoutNanos()),
                callers);
    }

    @Override
    public String admission() {
        return admission.describe();
    }

    @Override
    public boolean closed() {
        return closed.getAsBoolean();
    }
}
