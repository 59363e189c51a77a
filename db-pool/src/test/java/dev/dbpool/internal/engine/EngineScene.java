package dev.dbpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.admission.AdmissionSettings;
import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.admission.Waiter;
import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.slot.SlotCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Opener, closer and upkeep around a gate, on stub sessions, a manual clock and threads that begin when a test says so: hours
 * and days pass in a moment, and nothing happens by chance.
 */
final class EngineScene {
    static final Duration MINUTE = Duration.ofMinutes(1);

    /** Nanoseconds of the pool's clock, which begins below the overflow: that must not matter. */
    private long nanos = Long.MAX_VALUE - Duration.ofMinutes(5).toNanos();

    private long wallMillis = 1_700_000_000_000L;
    final LongSupplier nanoTime = () -> nanos;
    final StubSource source = new StubSource(nanoTime);
    final StagedThreads threads = new StagedThreads();
    final Gate gate;
    final Closer closer;
    final Opener opener;
    final Upkeep upkeep;
    int foundDead;
    int roundsWantedSoon;
    private Runnable duringFoundDead = () -> {};

    /** The pool's settings; one that is not named is as long as never. */
    record Keep(int min, int max, int parallelism, Duration idleTimeout, Duration maxLifetime, Duration keepalive) {
        static Keep of(int min, int max) {
            return new Keep(min, max, 4, Duration.ZERO, Duration.ZERO, Duration.ZERO);
        }

        Keep parallelism(int logins) {
            return new Keep(min, max, logins, idleTimeout, maxLifetime, keepalive);
        }

        Keep idleTimeout(Duration time) {
            return new Keep(min, max, parallelism, time, maxLifetime, keepalive);
        }

        Keep maxLifetime(Duration time) {
            return new Keep(min, max, parallelism, idleTimeout, time, keepalive);
        }

        Keep keepalive(Duration time) {
            return new Keep(min, max, parallelism, idleTimeout, maxLifetime, time);
        }
    }

    EngineScene(Keep keep) {
        EngineSettings settings = new EngineSettings(
                "scene",
                "db-pool-scene-",
                keep.min(),
                keep.parallelism(),
                keep.idleTimeout(),
                keep.maxLifetime(),
                keep.keepalive());
        gate = new Gate(
                new AdmissionSettings(
                        keep.max(),
                        Integer.MAX_VALUE,
                        false,
                        0,
                        Duration.ofSeconds(10).toNanos(),
                        false),
                nanoTime);
        closer = new Closer(gate, threads, this::vacated);
        opener = new Opener(settings, gate, source, closer, threads, () -> roundsWantedSoon++, nanoTime);
        upkeep = new Upkeep(settings, gate, opener, closer, this::foundDead, nanoTime, () -> wallMillis);
    }

    private void vacated() {
        opener.ask();
    }

    private void foundDead() {
        foundDead++;
        duringFoundDead.run();
    }

    void whenFoundDead(Runnable listener) {
        duringFoundDead = listener;
    }

    // --- time ---

    long now() {
        return nanos;
    }

    /** Both clocks go on. Nothing is done meanwhile. */
    void pass(Duration time) {
        passNanos(time.toNanos());
    }

    void passNanos(long time) {
        nanos += time;
        wallMillis += time / 1_000_000;
    }

    /** The wall clock alone goes on, as while the machine is suspended. */
    void sleepMachine(Duration time) {
        wallMillis += time.toMillis();
    }

    /** One round, and what the threads do that it starts; the pause until the next. */
    Duration round() {
        Duration pause = Duration.ofNanos(upkeep.round());
        threads.run();
        return pause;
    }

    /** Rounds as the upkeep's thread runs them, for that long; how many they were. */
    int rounds(Duration time) {
        long end = nanos + time.toNanos();
        int rounds = 0;
        while (nanos - end < 0) {
            passNanos(Math.min(end - nanos, upkeep.round()));
            threads.run();
            rounds++;
        }
        return rounds;
    }

    // --- sessions and slots ---

    /** Opens that many sessions, which are idle then. */
    List<StubSession> fill(int sessions) {
        List<StubSession> filled = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            StubSession session = source.first();
            opener.adopt(session);
            filled.add(session);
        }
        return filled;
    }

    SlotCounts counts() {
        return gate.slots().counts();
    }

    int idle() {
        return counts().idle();
    }

    /** A caller takes the lowest idle slot. */
    Slot take() {
        Slot slot = gate.slots().takeLowest();
        assertThat(slot).as("an idle slot").isNotNull();
        return slot;
    }

    /** A caller gives its slot back, as the engine does it. */
    void give(Slot slot) {
        slot.used(nanos, nanos);
        if (Upkeep.mustGo(slot, nanos) || !gate.give(slot, -1, nanos)) {
            closer.close(slot);
        }
    }

    /** A caller uses a session for a moment. */
    StubSession use() {
        Slot slot = take();
        StubSession session = sessionIn(slot);
        give(slot);
        return session;
    }

    static StubSession sessionIn(Slot slot) {
        return (StubSession) slot.session();
    }

    /** The session in the slot is gone, and its slot free. */
    void lose(Slot slot) {
        slot.session().kill();
        gate.vacate(slot);
        opener.ask();
    }

    /** A caller queues; whether it has got a slot can be seen from the waiter. */
    Waiter queue() {
        Waiter waiter = gate.waiter(null, nanos, Duration.ofHours(1).toNanos());
        assertThat(gate.join(waiter, false)).as("queued").isNull();
        opener.ask();
        return waiter;
    }

    /** Nothing is under way, and every session that lives is in a slot. */
    void isWhole() {
        SlotCounts counts = counts();
        assertThat(threads.waiting()).as("threads").isZero();
        assertThat(counts.opening()).as("opening in %s", counts).isZero();
        assertThat(counts.closing()).as("closing in %s", counts).isZero();
        assertThat(source.living()).as("sessions, %s", counts).hasSize(counts.open());
        assertThat(source.alive).hasValue(counts.open());
    }
}
