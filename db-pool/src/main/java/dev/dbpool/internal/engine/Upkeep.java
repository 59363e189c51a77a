package dev.dbpool.internal.engine;

import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.PhysicalConnection.Condition;
import dev.dbpool.internal.slot.Slot;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after idle sessions, in rounds.
 *
 * <table>
 * <caption>What a round does with an idle session; the first line that fits</caption>
 * <tr><th>the session</th><th>is</th></tr>
 * <tr><td>has reached its lifetime, or was outdated</td><td>closed</td></tr>
 * <tr><td>has been idle for the idle timeout, and more than {@code minConnections} are idle</td><td>closed</td></tr>
 * <tr><td>has not answered for the keep-alive interval, or the machine was suspended since</td><td>tested, and closed if
 *     it is dead</td></tr>
 * </table>
 *
 * <p>The highest slots come first, because callers prefer the lowest. Not thread-safe: one thread runs the rounds.
 */
final class Upkeep {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** The longest pause between rounds: a refused thread or a loss that was not noticed is made good after it. */
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    /** The shortest: settings are in seconds. */
    private static final long SHORTEST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();

    /** The longest that one test may take: callers wait for their sessions no longer either. */
    private static final long TEST_NANOS = Duration.ofSeconds(2).toNanos();

    /** The same for a session that is probably behind the same fault as one that did not answer. */
    private static final long SUSPECT_TEST_NANOS = Duration.ofMillis(100).toNanos();

    /** By this much the wall clock may run ahead of the other between two rounds without the machine having slept. */
    private static final Duration MOST_DRIFT = Duration.ofSeconds(10);

    private final EngineSettings settings;
    private final Gate gate;
    private final Opener opener;
    private final Closer closer;
    private final Runnable foundDead;
    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private long lastRoundNanos;
    private long lastRoundWallMillis;

    Upkeep(
            EngineSettings settings,
            Gate gate,
            Opener opener,
            Closer closer,
            Runnable foundDead,
            LongSupplier nanoTime,
            LongSupplier wallMillis) {
        this.settings = settings;
        this.gate = gate;
        this.opener = opener;
        this.closer = closer;
        this.foundDead = foundDead;
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
        this.lastRoundNanos = nanoTime.getAsLong();
        this.lastRoundWallMillis = wallMillis.getAsLong();
    }

    /** One round; how long to pause until the next, in nanoseconds. */
    long round() {
        boolean slept = wasSuspended();
        int surplus = gate.slots().counts().idle() - opener.minConnections();
        long next = longestPause();
        List<Slot> slots = gate.slots().all();
        for (int index = slots.size() - 1; index >= 0; index--) {
            Slot slot = slots.get(index);
            if (slot.tend()) {
                surplus -= lookAfter(slot, surplus > 0, slept) ? 0 : 1;
                next = Math.min(next, dueIn(slot));
            }
        }
        opener.ask();
        return Math.max(next, SHORTEST_PAUSE_NANOS);
    }

    /** A session that is opened during the pause must not wait for longer than its own setting. */
    private long longestPause() {
        long keepalive = settings.keepalive().isZero() ? LONGEST_PAUSE_NANOS : settings.keepalive().toNanos();
        long idle = settings.idleTimeout().isZero() ? LONGEST_PAUSE_NANOS : settings.idleTimeout().toNanos();
        return Math.min(LONGEST_PAUSE_NANOS, Math.min(keepalive, idle));
    }

    private boolean wasSuspended() {
        long now = nanoTime.getAsLong();
        long wall = wallMillis.getAsLong();
        long drift = (wall - lastRoundWallMillis) - (now - lastRoundNanos) / 1_000_000;
        lastRoundNanos = now;
        lastRoundWallMillis = wall;
        if (drift < MOST_DRIFT.toMillis()) {
            return false;
        }
        LOG.info("{}: the machine was suspended for {} s; idle connections are tested", settings.service(), drift / 1000);
        return true;
    }

    /** Whether the session stays. */
    private boolean lookAfter(Slot slot, boolean surplus, boolean slept) {
        boolean given = false;
        try {
            long now = nanoTime.getAsLong();
            if (slot.mustGo(now) || (surplus && overdue(settings.idleTimeout(), slot.usedNanos(), now))) {
                return false;
            }
            if (slept || overdue(settings.keepalive(), slot.provenNanos(), now)) {
                if (!answers(slot.session())) {
                    foundDead.run();
                    return false;
                }
                now = nanoTime.getAsLong();
                slot.proven(now);
            }
            given = gate.give(slot, -1, now);
            return given;
        } catch (RuntimeException | Error unexpected) {
            LOG.warn("{}: looking after an idle connection failed; it is replaced", settings.service(), unexpected);
            return false;
        } finally {
            if (!given) {
                closer.close(slot);
            }
        }
    }

    private static boolean answers(PhysicalConnection session) {
        return session.test(session.suspect() ? SUSPECT_TEST_NANOS : TEST_NANOS) == Condition.ALIVE;
    }

    private static boolean overdue(Duration after, long sinceNanos, long now) {
        return !after.isZero() && now - sinceNanos >= after.toNanos();
    }

    /** Read after the slot was given back, so possibly of its next session: then the round only comes too early. */
    private long dueIn(Slot slot) {
        long now = nanoTime.getAsLong();
        long due = slot.expiresNanos() - now;
        if (!settings.idleTimeout().isZero()) {
            due = Math.min(due, slot.usedNanos() + settings.idleTimeout().toNanos() - now);
        }
        if (!settings.keepalive().isZero()) {
            due = Math.min(due, slot.provenNanos() + settings.keepalive().toNanos() - now);
        }
        return due;
    }
}
