package dev.dbpool.internal.engine;

import static dev.dbpool.internal.engine.EngineScene.sessionIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.engine.EngineScene.Keep;
import dev.dbpool.internal.factory.PhysicalConnection.Condition;
import dev.dbpool.internal.slot.Slot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Hours and days of a pool: what its settings promise holds at every moment. */
class UpkeepSimulationTest {
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    /** A caller looks at the session that it gets if that was not used for this long. */
    private static final long TRUSTED_NANOS = Duration.ofMillis(500).toNanos();

    /** Callers that come and hold, sessions that die, and rounds of upkeep, in the order of their times. */
    private static final class Day {
        final EngineScene scene;
        final Keep keep;
        final Random random;
        final List<Slot> held = new ArrayList<>();
        final Map<StubSession, Long> diedAt = new HashMap<>();
        int handedOut;
        int died;
        private long nextRound;

        Day(Keep keep, long seed) {
            this.keep = keep;
            this.scene = new EngineScene(keep);
            this.random = new Random(seed);
            scene.opener.ask();
            scene.threads.run();
            nextRound = scene.now();
        }

        /** Something happens every so often, at random. */
        void live(Duration time, Duration betweenEvents) {
            long end = scene.now() + time.toNanos();
            while (scene.now() - end < 0) {
                passTo(scene.now() + (long) (betweenEvents.toNanos() * 2 * random.nextDouble()));
                switch (random.nextInt(10)) {
                    case 0 -> oneDies();
                    case 1, 2, 3, 4 -> oneComes();
                    default -> oneGoes();
                }
                scene.threads.run();
                holds();
            }
        }

        private void passTo(long moment) {
            while (nextRound - moment <= 0) {
                scene.passNanos(nextRound - scene.now());
                holdsOfTheDead();
                nextRound = scene.now() + scene.upkeep.round();
                scene.threads.run();
                holds();
                assertThat(scene.idle())
                        .as("idle after a round")
                        .isGreaterThanOrEqualTo(Math.min(keep.min(), keep.max() - held.size()));
            }
            scene.passNanos(moment - scene.now());
        }

        private void oneDies() {
            List<StubSession> living = scene.source.living().stream()
                    .filter(session -> !diedAt.containsKey(session))
                    .toList();
            if (!living.isEmpty()) {
                StubSession victim = living.get(random.nextInt(living.size()));
                victim.condition = Condition.DEAD;
                diedAt.put(victim, scene.now());
                died++;
            }
        }

        private void oneComes() {
            Slot slot = scene.gate.tryTake(scene.now());
            if (slot == null) {
                return;
            }
            if (scene.now() - slot.provenNanos() >= TRUSTED_NANOS && slot.mustGo(scene.now())) {
                scene.closer.close(slot);
                return;
            }
            StubSession session = sessionIn(slot);
            assertThat(Duration.ofNanos(scene.now() - session.openedNanos))
                    .as("age of a session that is handed out")
                    .isLessThanOrEqualTo(keep.maxLifetime());
            assertThat(session.gone()).isFalse();
            handedOut++;
            if (diedAt.containsKey(session)) {
                scene.lose(slot);
            } else {
                held.add(slot);
            }
        }

        private void oneGoes() {
            if (!held.isEmpty()) {
                Slot slot = held.remove(random.nextInt(held.size()));
                if (diedAt.containsKey(sessionIn(slot))) {
                    scene.lose(slot);
                } else {
                    scene.give(slot);
                }
            }
        }

        private void holds() {
            holdsOfTheDead();
            assertThat(scene.source.mostAlive.get()).isLessThanOrEqualTo(keep.max());
        }

        private void holdsOfTheDead() {
            for (Slot slot : scene.gate.slots().all()) {
                if (slot.idle() && diedAt.containsKey(sessionIn(slot))) {
                    assertThat(Duration.ofNanos(scene.now() - diedAt.get(sessionIn(slot))))
                            .as("how long an idle session has been dead")
                            .isLessThanOrEqualTo(keep.keepalive());
                }
            }
        }

        void end() {
            while (!held.isEmpty()) {
                oneGoes();
            }
            scene.threads.run();
            scene.isWhole();
        }
    }

    @ParameterizedTest(name = "keep-alive {0} s, an event every {1} s")
    @CsvSource({"5, 1", "5, 60", "120, 1", "120, 60", "120, 600", "7, 3"})
    void whatTheSettingsPromiseHoldsAllDay(int keepaliveSeconds, int secondsBetweenEvents) {
        Keep keep = Keep.of(3, 10)
                .idleTimeout(Duration.ofMinutes(10))
                .maxLifetime(LIFETIME)
                .keepalive(Duration.ofSeconds(keepaliveSeconds));
        Day day = new Day(keep, keepaliveSeconds * 1_000L + secondsBetweenEvents);
        day.live(
                Duration.ofSeconds(20_000L * secondsBetweenEvents).plusHours(1),
                Duration.ofSeconds(secondsBetweenEvents));
        assertThat(day.handedOut).isGreaterThan(5_000);
        assertThat(day.died).isGreaterThan(1_000);
        day.end();
    }

    @ParameterizedTest
    @ValueSource(ints = {30, 31, 45})
    void theShortestLifetimesAreKept(int seconds) {
        Keep keep = Keep.of(5, 10).maxLifetime(Duration.ofSeconds(seconds)).keepalive(Duration.ofMinutes(2));
        Day day = new Day(keep, seconds);
        day.live(Duration.ofHours(2), Duration.ofMillis(500));
        day.end();
    }

    @Test
    void aPoolThatWasFilledAtOnceIsNotReplacedAtOnce() {
        EngineScene scene = new EngineScene(Keep.of(100, 100).maxLifetime(LIFETIME));
        scene.fill(100);
        TreeMap<Long, Integer> openedInMinute = new TreeMap<>();
        int before = 100;
        for (int minute = 0; minute < 120; minute++) {
            scene.rounds(EngineScene.MINUTE);
            openedInMinute.put((long) minute, scene.source.opened.size() - before);
            before = scene.source.opened.size();
        }
        assertThat(scene.source.opened.size())
                .as("replaced four times in two hours")
                .isBetween(450, 600);
        // The mean of a minute of the first generation is 17; that it comes to 40 by chance has a probability below
        // 1e-6.
        assertThat(openedInMinute.values()).allMatch(opened -> opened < 40);
        assertThat(openedInMinute.headMap(23L).values())
                .as("before four fifths of the lifetime")
                .containsOnly(0);
    }

    /** The server was restarted, and all sessions are dead at once. */
    @Test
    void whenAllDieTheyAreReplacedWithinOneKeepaliveByAFewLoginsAtATime() {
        Duration keepalive = Duration.ofSeconds(10);
        EngineScene scene = new EngineScene(Keep.of(50, 50).keepalive(keepalive).parallelism(4));
        List<StubSession> filled = scene.fill(50);
        scene.pass(Duration.ofSeconds(3));
        filled.forEach(session -> session.condition = Condition.DEAD);
        long died = scene.now();
        int mostThreads = 0;
        while (scene.source.living().stream().anyMatch(filled::contains)) {
            scene.passNanos(scene.upkeep.round());
            while (scene.threads.waiting() > 0) {
                mostThreads = Math.max(mostThreads, scene.threads.waiting());
                scene.threads.runOne();
            }
            assertThat(Duration.ofNanos(scene.now() - died)).isLessThanOrEqualTo(keepalive.plusSeconds(10));
        }
        assertThat(mostThreads).as("four that open, and one that closes").isLessThanOrEqualTo(5);
        assertThat(scene.idle()).isEqualTo(50);
        scene.isWhole();
    }

    /** A laptop in a bag: the pool's clock stands still, the sessions are cut by whatever lies between. */
    @Test
    void afterANightAsleepNoDeadSessionIsLeftAfterOneRound() {
        EngineScene scene = new EngineScene(Keep.of(5, 10).maxLifetime(LIFETIME).keepalive(Duration.ofMinutes(2)));
        List<StubSession> filled = scene.fill(5);
        scene.rounds(Duration.ofMinutes(5));
        scene.sleepMachine(Duration.ofHours(9));
        filled.forEach(session -> session.condition = Condition.DEAD);
        scene.round();
        assertThat(scene.source.living()).hasSize(5).doesNotContainAnyElementsOf(filled);
        scene.isWhole();
    }
}
