package dev.dbpool.internal.engine;

import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.PhysicalConnection.Condition;
import dev.dbpool.internal.slot.Slot;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Looks after idle sessions, in rounds.
 *
 * <table>
 * <caption>What a round does with an idle session; the first line that fits</caption>
 * <tr><th>the session</th><th>is</th></tr>
 * <tr><td>reaches its lifetime before the next round, or was outdated</td><td>closed</td></tr>
 * <tr><td>has been idle for the idle timeout, and more than {@code minConnections} are idle</td><td>closed</td></tr>
 * <tr><td>will not have answered for the keep-alive interval at the next round, or the machine was suspended since the last
 *     one</td><td>tested, and closed if it is dead</td></tr>
 * </table>
 *
 * <p>The highest slots come first, because callers prefer the lowest. Not thread-safe: one thread runs the rounds.
 */
final class Upkeep {
    /** The longest pause between rounds: a loss that was not noticed is made good after it. */
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    /** The shortest: settings are in seconds. What falls due in it is done before. */
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
        long lookAgain = opener.lookAround();
        int surplus = gate.slots().counts().idle() - opener.minConnections();
        long next = Math.min(longestPause(), lookAgain);
        List<Slot> slots = gate.slots().all();
        for (int index = slots.size() - 1; index >= 0; index--) {
            Slot slot = slots.get(index);
            if (!slot.tend()) {
                continue;
            }
            if (lookAfter(slot, surplus > 0, slept)) {
                next = Math.min(next, dueIn(slot, surplus > 0));
            } else {
                surplus--;
            }
        }
        opener.ask();
        return Math.max(next, SHORTEST_PAUSE_NANOS);
    }

    /** A session that comes back or is opened during the pause must not wait for longer than its own setting. */
    private long longestPause() {
        long pause = atMost(LONGEST_PAUSE_NANOS, settings.keepalive());
        return atMost(
                atMost(pause, settings.idleTimeout()), settings.maxLifetime().dividedBy(2));
    }

    private static long atMost(long nanos, Duration setting) {
        return setting.isZero() ? nanos : Math.min(nanos, setting.toNanos());
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
        QuietLog.info(
                "{}: the machine was suspended for {} s; idle connections are tested",
                settings.service(),
                drift / 1000);
        return true;
    }

    /** Whether the session stays. If not, it is closed. */
    private boolean lookAfter(Slot slot, boolean surplus, boolean slept) {
        boolean fit = false;
        try {
            fit = isFit(slot, surplus, slept);
        } catch (RuntimeException | Error unexpected) {
            QuietLog.warn(
                    "{}: looking after an idle connection failed; it is replaced", settings.service(), unexpected);
        }
        boolean given = fit && gate.give(slot, -1, nanoTime.getAsLong());
        if (!given) {
            closer.close(slot);
        }
        return given;
    }

    private boolean isFit(Slot slot, boolean surplus, boolean slept) {
        long now = nanoTime.getAsLong();
        if (mustGo(slot, now) || (surplus && idleLeft(slot, now) <= 0)) {
            return false;
        }
        boolean toTest = slept || keepaliveLeft(slot, now) <= SHORTEST_PAUSE_NANOS;
        return !toTest || (answers(slot) && !slot.session().outdated());
    }

    /**
     * Whether the session is to be closed rather than given back: a moment before its lifetime is over, because it will be
     * handed out without another look at that if it is wanted at once, or before the next round.
     */
    static boolean mustGo(Slot slot, long now) {
        return slot.mustGo(now + SHORTEST_PAUSE_NANOS);
    }

    private boolean answers(Slot slot) {
        PhysicalConnection session = slot.session();
        boolean alive = session.test(session.suspect() ? SUSPECT_TEST_NANOS : TEST_NANOS) == Condition.ALIVE;
        if (alive) {
            slot.proven(nanoTime.getAsLong());
        } else {
            foundDead.run();
        }
        return alive;
    }

    private long idleLeft(Slot slot, long now) {
        return left(settings.idleTimeout(), slot.usedNanos(), now);
    }

    private long keepaliveLeft(Slot slot, long now) {
        return left(settings.keepalive(), slot.provenNanos(), now);
    }

    private static long left(Duration setting, long sinceNanos, long now) {
        return setting.isZero() ? Long.MAX_VALUE : sinceNanos + setting.toNanos() - now;
    }

    /** Read after the slot was given back, so possibly of its next session: then the round only comes too early. */
    private long dueIn(Slot slot, boolean surplus) {
        long now = nanoTime.getAsLong();
        long early = Math.min(slot.expiresNanos() - now, keepaliveLeft(slot, now)) - SHORTEST_PAUSE_NANOS;
        return surplus ? Math.min(early, idleLeft(slot, now)) : early;
    }
}
