package dev.dbpool.testkit;

import java.time.Duration;
import java.util.Set;

/**
 * What a {@link FaultProxy} does to a connection. Immutable. Faults add up: latency and throttle may be combined, and
 * any of them holds until {@link FaultProxy#heal()}.
 */
public sealed interface Fault {
    /** Which way the bytes flow. */
    enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    /** Faults that are a moment in a connection's life rather than a property of the line. */
    enum Moment implements Fault {
        /** New connections are accepted, and nothing is ever read, answered or forwarded. */
        SILENT_AFTER_ACCEPT,
        /** The client's request for TLS is swallowed. A client that does not ask for TLS passes. */
        SILENT_AT_TLS,
        /**
         * Everything after the server's first authentication message is withheld from the client. Needs a connection
         * without TLS, in which the proxy cannot see messages: there it does not land.
         */
        SILENT_AT_AUTHENTICATION,
        /** Both sides get a TCP reset. On a new connection: right after it was accepted. */
        RESET,
        /** Both sides get an orderly end of stream. On a new connection: right after it was accepted. */
        FIN,
        /** The next message from the server (with TLS: record) that has a body is cut after its header; both sides end. */
        TRUNCATE_NEXT_SERVER_MESSAGE
    }

    /**
     * Nothing passes in these directions; what arrives is kept and delivered after healing, as TCP would do after a
     * partition. The end of a stream is withheld likewise.
     */
    record Stall(Set<Direction> directions) implements Fault {}

    /** Every chunk is delivered this much later, plus up to {@code jitter} (uniform, seeded), in order. */
    record Latency(Set<Direction> directions, Duration base, Duration jitter) implements Fault {}

    /** At most so many bytes per second pass, one by one if need be. */
    record Throttle(Set<Direction> directions, int bytesPerSecond) implements Fault {
        public Throttle {
            if (bytesPerSecond < 1) {
                throw new IllegalArgumentException("bytesPerSecond must be at least 1, is " + bytesPerSecond);
            }
        }
    }

    /** In no direction anything passes. */
    static Fault stall() {
        return stall(Direction.TO_SERVER, Direction.TO_CLIENT);
    }

    static Fault stall(Direction... directions) {
        return new Stall(Set.of(directions));
    }

    /** In both directions: a round trip takes twice the base longer. */
    static Fault latency(Duration base, Duration jitter) {
        return new Latency(Set.of(Direction.values()), base, jitter);
    }

    static Fault latency(Direction direction, Duration base, Duration jitter) {
        return new Latency(Set.of(direction), base, jitter);
    }

    static Fault throttle(int bytesPerSecond, Direction... directions) {
        return new Throttle(Set.of(directions), bytesPerSecond);
    }
}
