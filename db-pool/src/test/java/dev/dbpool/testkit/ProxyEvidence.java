package dev.dbpool.testkit;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a {@link FaultProxy} has really done, so that a test can show that its fault landed. Counts never decrease;
 * safe to read from any thread at any time.
 */
public final class ProxyEvidence {
    private final Map<Fault.Direction, AtomicLong> passed = perDirection();
    private final Map<Fault.Direction, AtomicLong> withheld = perDirection();
    private final Map<Fault.Moment, AtomicLong> landed = new EnumMap<>(Fault.Moment.class);
    final AtomicLong accepted = new AtomicLong();
    final AtomicLong ended = new AtomicLong();
    final AtomicLong dialFailures = new AtomicLong();
    final AtomicLong answers = new AtomicLong();
    final AtomicLong delayed = new AtomicLong();
    final AtomicLong throttled = new AtomicLong();

    ProxyEvidence() {
        for (Fault.Moment moment : Fault.Moment.values()) {
            landed.put(moment, new AtomicLong());
        }
    }

    /** Connections accepted from clients. */
    public long accepted() {
        return accepted.get();
    }

    /** Connections accepted and not yet over. */
    public long live() {
        return accepted.get() - ended.get();
    }

    /** Connections that the server refused or did not take; their clients got a reset. */
    public long dialFailures() {
        return dialFailures.get();
    }

    /** How often a server has answered all that it was asked: round trips, unless they are under TLS. */
    public long answers() {
        return answers.get();
    }

    /** On how many connections a momentary fault has happened. */
    public long landed(Fault.Moment moment) {
        return counter(landed, moment).get();
    }

    /** Bytes forwarded. */
    public long bytesPassed(Fault.Direction direction) {
        return counter(passed, direction).get();
    }

    /** Bytes that arrived for a silent or stalled direction, or that were kept when it fell silent. */
    public long bytesWithheld(Fault.Direction direction) {
        return counter(withheld, direction).get();
    }

    /** Chunks that were given a latency. */
    public long chunksDelayed() {
        return delayed.get();
    }

    /** Bytes that passed through a throttle. */
    public long bytesThrottled() {
        return throttled.get();
    }

    void landedOnce(Fault.Moment moment) {
        counter(landed, moment).incrementAndGet();
    }

    void passed(Fault.Direction direction, int bytes) {
        counter(passed, direction).addAndGet(bytes);
    }

    void withheld(Fault.Direction direction, int bytes) {
        counter(withheld, direction).addAndGet(bytes);
    }

    @Override
    public String toString() {
        return "accepted=" + accepted + " live=" + live() + " dialFailures=" + dialFailures + " landed=" + landed
                + " passed=" + passed + " withheld=" + withheld + " delayed=" + delayed + " throttled=" + throttled;
    }

    private static Map<Fault.Direction, AtomicLong> perDirection() {
        Map<Fault.Direction, AtomicLong> counters = new EnumMap<>(Fault.Direction.class);
        for (Fault.Direction direction : Fault.Direction.values()) {
            counters.put(direction, new AtomicLong());
        }
        return counters;
    }

    private static <K> AtomicLong counter(Map<K, AtomicLong> counters, K key) {
        return Objects.requireNonNull(counters.get(key));
    }
}
