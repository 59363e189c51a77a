package dev.dbpool.testkit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;

/**
 * One direction of a proxied connection: bytes wait in a queue until latency, throttle, stall and gate let them pass.
 * Belongs to the proxy's one thread.
 */
final class ProxyPipe {
    private static final int CHUNK = 16 * 1024;
    private static final int MOST_HELD = 1024 * 1024;
    private static final Runnable NOTHING = () -> {};

    /** Looks at bytes that are due and says how many of them pass now; may stall the pipe behind them. */
    interface Gate {
        int admit(ByteBuffer due);
    }

    private record Chunk(ByteBuffer bytes, long dueNanos) {}

    private final Fault.Direction direction;
    private final SocketChannel from;
    private final SocketChannel to;
    private final Gate gate;
    private final ProxyEvidence evidence;
    private final Random random;

    private final Deque<Chunk> queue = new ArrayDeque<>();
    private ByteBuffer outgoing = ByteBuffer.allocate(0);
    private Runnable afterOutgoing = NOTHING;
    private int held;
    private boolean sourceEnded;
    private boolean sinkEnded;
    private boolean discarding;
    private boolean stalled;
    private long lastDueNanos = Long.MIN_VALUE;
    private Optional<Fault.Latency> latency = Optional.empty();
    private Optional<TokenBucket> throttle = Optional.empty();

    ProxyPipe(
            Fault.Direction direction,
            SocketChannel from,
            SocketChannel to,
            Gate gate,
            ProxyEvidence evidence,
            Random random) {
        this.direction = direction;
        this.from = from;
        this.to = to;
        this.gate = gate;
        this.evidence = evidence;
        this.random = random;
    }

    void stall() {
        if (!stalled) {
            stalled = true;
            evidence.withheld(direction, held + outgoing.remaining());
        }
    }

    /** What to do when all that the gate has admitted is written, before anything else is. */
    void afterOutgoing(Runnable action) {
        afterOutgoing = action;
    }

    void delay(Fault.Latency fault) {
        latency = Optional.of(fault);
    }

    void throttle(int bytesPerSecond, long now) {
        throttle = Optional.of(new TokenBucket(bytesPerSecond, now));
    }

    void heal() {
        stalled = false;
        latency = Optional.empty();
        throttle = Optional.empty();
    }

    /** From now on the source's bytes are dropped, and the sink sees an orderly end. */
    void finish() throws IOException {
        queue.clear();
        held = 0;
        outgoing = ByteBuffer.allocate(0);
        stalled = false;
        discarding = true;
        endSink();
    }

    boolean stalled() {
        return stalled;
    }

    boolean sourceEnded() {
        return sourceEnded;
    }

    /** Everything that the source said has reached the sink, its end included. */
    boolean over() {
        return sourceEnded && sinkEnded;
    }

    boolean wantsRead() {
        return !sourceEnded && held < MOST_HELD;
    }

    boolean wantsWrite() {
        return !stalled && outgoing.hasRemaining();
    }

    /** Takes what has arrived; returns it for inspection, empty at the end of the stream. */
    ByteBuffer read(long now) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK);
        int count = arrived(bytes);
        bytes.flip();
        if (count < 0) {
            sourceEnded = true;
        } else if (count > 0 && !discarding) {
            long due = latency.map(l -> now + l.base().toNanos() + jitter(l)).orElse(now);
            latency.ifPresent(l -> evidence.delayed.incrementAndGet());
            lastDueNanos = queue.isEmpty() || due - lastDueNanos > 0 ? due : lastDueNanos;
            queue.add(new Chunk(bytes.duplicate(), lastDueNanos));
            held += count;
            if (stalled) {
                evidence.withheld(direction, count);
            }
        }
        return bytes;
    }

    private int arrived(ByteBuffer bytes) throws IOException {
        try {
            return from.read(bytes);
        } catch (IOException e) {
            if (stalled) {
                return -1; // across a partition nobody hears of a reset
            }
            throw e;
        }
    }

    /** Forwards what may pass now. */
    void pump(long now) throws IOException {
        while (!stalled && flushed() && release(now)) {
            flushed();
        }
        if (!stalled && sourceEnded && queue.isEmpty() && !outgoing.hasRemaining()) {
            endSink();
        }
    }

    /** Nanoseconds until something may pass that may not pass yet; a huge number if nothing waits for time. */
    long nanosUntilDue(long now) {
        Chunk first = queue.peek();
        if (stalled || first == null || outgoing.hasRemaining()) {
            return Long.MAX_VALUE;
        }
        long byTokens = throttle.map(t -> t.nanosUntilAvailable(now)).orElse(0L);
        return Math.max(Math.max(0, first.dueNanos() - now), byTokens);
    }

    private boolean flushed() throws IOException {
        if (outgoing.hasRemaining()) {
            to.write(outgoing);
        }
        if (!outgoing.hasRemaining()) {
            Runnable next = afterOutgoing;
            afterOutgoing = NOTHING;
            next.run();
        }
        return !outgoing.hasRemaining() && !stalled;
    }

    /** Moves the next bytes that are due, paid for and admitted from the queue to the outgoing buffer. */
    private boolean release(long now) {
        Chunk first = queue.peek();
        if (first == null || first.dueNanos() - now > 0) {
            return false;
        }
        ByteBuffer bytes = first.bytes();
        int most = throttle.map(t -> t.available(now)).orElse(Integer.MAX_VALUE);
        ByteBuffer due = bytes.slice(bytes.position(), Math.min(most, bytes.remaining()));
        int count = due.hasRemaining() ? gate.admit(due) : 0;
        if (count == 0) {
            return false;
        }
        outgoing = bytes.slice(bytes.position(), count);
        bytes.position(bytes.position() + count);
        held -= count;
        if (!bytes.hasRemaining()) {
            queue.remove();
        }
        throttle.ifPresent(t -> {
            t.take(count);
            evidence.throttled.addAndGet(count);
        });
        evidence.passed(direction, count);
        return true;
    }

    private void endSink() throws IOException {
        if (!sinkEnded && to.isConnected()) {
            sinkEnded = true;
            to.shutdownOutput();
        }
    }

    private long jitter(Fault.Latency fault) {
        long most = fault.jitter().toNanos();
        return most == 0 ? 0 : random.nextLong(most);
    }

    /** Bytes that may pass: as many as time has earned, little saved up. */
    private static final class TokenBucket {
        private static final double NANOS = 1e9;
        private final double perSecond;
        private final double most;
        private double tokens;
        private long asOf;

        TokenBucket(int bytesPerSecond, long now) {
            perSecond = bytesPerSecond;
            most = Math.max(1, bytesPerSecond / 20.0);
            asOf = now;
        }

        int available(long now) {
            tokens = Math.min(most, tokens + (now - asOf) / NANOS * perSecond);
            asOf = now;
            return (int) tokens;
        }

        void take(int bytes) {
            tokens -= bytes;
        }

        long nanosUntilAvailable(long now) {
            return available(now) >= 1 ? 0 : (long) ((Math.max(1, most / 5) - tokens) / perSecond * NANOS) + 1;
        }
    }
}
