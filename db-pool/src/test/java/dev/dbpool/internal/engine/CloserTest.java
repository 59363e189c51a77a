package dev.dbpool.internal.engine;

import static dev.dbpool.internal.engine.EngineScene.sessionIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.admission.AdmissionSettings;
import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.engine.EngineScene.Keep;
import dev.dbpool.internal.slot.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CloserTest {
    private final EngineScene scene = new EngineScene(Keep.of(0, 3));

    private List<Slot> lent(int sessions) {
        scene.fill(sessions);
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            slots.add(scene.take());
        }
        return slots;
    }

    @Test
    void aSessionEndsInGoodOrderOnAThreadOfTheEngines() {
        Slot slot = lent(1).get(0);
        StubSession session = sessionIn(slot);
        scene.closer.close(slot);
        assertThat(session.gone()).as("before the thread runs").isFalse();
        assertThat(scene.counts().inUse()).as("in use meanwhile").isZero();
        scene.threads.run();
        assertThat(session.endedInGoodOrder).isTrue();
        scene.isWhole();
    }

    @Test
    void theSlotIsFreeOnlyOnceTheSessionHasEnded() {
        Slot slot = lent(1).get(0);
        List<Integer> free = new ArrayList<>();
        sessionIn(slot).duringEnd = () -> free.add(scene.counts().empty());
        scene.closer.close(slot);
        scene.threads.run();
        assertThat(free).containsExactly(2);
        assertThat(scene.counts().empty()).isEqualTo(3);
    }

    @Test
    void aCallerThatWaitsGetsASessionForTheFreeSlot() {
        List<Slot> slots = lent(3);
        scene.queue();
        assertThat(scene.threads.waiting()).as("no slot is free").isZero();
        scene.closer.close(slots.get(0));
        scene.threads.run();
        assertThat(scene.source.opened).hasSize(4);
    }

    @Test
    void oneThreadClosesAllOneAfterTheOther() {
        List<Slot> slots = lent(3);
        List<StubSession> sessions = slots.stream().map(EngineScene::sessionIn).toList();
        slots.forEach(scene.closer::close);
        assertThat(scene.threads.waiting()).isEqualTo(1);
        scene.threads.runOne();
        assertThat(sessions).allMatch(session -> session.endedInGoodOrder);
        scene.isWhole();
    }

    @Test
    void aSlotThatComesWhileTheThreadIsAtWorkIsClosedByTheSame() {
        List<Slot> slots = lent(2);
        StubSession second = sessionIn(slots.get(1));
        sessionIn(slots.get(0)).duringEnd = () -> scene.closer.close(slots.get(1));
        scene.closer.close(slots.get(0));
        scene.threads.runOne();
        assertThat(scene.threads.waiting()).isZero();
        assertThat(second.endedInGoodOrder).isTrue();
        scene.isWhole();
    }

    @Test
    void withoutAThreadASessionIsCutAtOnce() {
        for (Throwable refusal : List.of(
                new RejectedExecutionException("staged"),
                new OutOfMemoryError("unable to create native thread"),
                new SecurityException("staged"))) {
            Slot slot = lent(1).get(0);
            StubSession session = sessionIn(slot);
            scene.threads.refusal = refusal;
            scene.closer.close(slot);
            assertThat(session.killed).isTrue();
            scene.isWhole();
            scene.threads.refusal = null;
        }
    }

    @Test
    void whateverASessionThrowsItsSlotIsFreeAndTheNextIsClosed() {
        for (Throwable thrown : List.of(
                new IllegalStateException("staged"), new OutOfMemoryError("staged"), new StackOverflowError())) {
            List<Slot> slots = lent(2);
            StubSession next = sessionIn(slots.get(1));
            sessionIn(slots.get(0)).duringEnd = () -> StagedThreads.throwUnchecked(thrown);
            slots.forEach(scene.closer::close);
            scene.threads.run();
            assertThat(next.endedInGoodOrder).isTrue();
            scene.isWhole();
        }
    }

    @Test
    void whateverIsThrownAboutAFreeSlotTheNextIsClosed() {
        Gate gate = new Gate(new AdmissionSettings(3, 0, false, 0, 0, false), scene.nanoTime);
        StagedThreads threads = new StagedThreads();
        Closer closer = new Closer(gate, threads, () -> {
            throw new AssertionError("staged");
        });
        List<StubSession> sessions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Slot slot = gate.slots().claim();
            assertThat(slot).isNotNull();
            StubSession session = scene.source.first();
            slot.settle(session, 0, Long.MAX_VALUE);
            sessions.add(session);
            closer.close(slot);
        }
        threads.run();
        assertThat(sessions).allMatch(session -> session.endedInGoodOrder);
        assertThat(gate.slots().counts().empty()).isEqualTo(3);
    }

    /** The counter of open slots is what a worker starts and ends by. */
    @Test
    void noneIsForgottenAndNoneClosedTwiceHoweverManyThreadsClose() throws Exception {
        int slots = 64;
        int rounds = 400;
        int closers = 4;
        Gate gate = new Gate(new AdmissionSettings(slots, 0, false, 0, 0, false), System::nanoTime);
        ExecutorService threads = Executors.newCachedThreadPool();
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger atTheSameTime = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Map<StubSession, Boolean> endedTwice = new ConcurrentHashMap<>();
        Closer closer = new Closer(gate, threads, () -> {});
        ExecutorService callers = Executors.newFixedThreadPool(closers);
        try {
            for (int caller = 0; caller < closers; caller++) {
                callers.execute(() -> {
                    for (int round = 0; round < rounds; ) {
                        Slot slot = gate.slots().claim();
                        if (slot != null) {
                            StubSession session = new StubSession(round, 0, () -> {});
                            session.duringEnd = () -> {
                                most.accumulateAndGet(atTheSameTime.incrementAndGet(), Math::max);
                                if (session.gone()) {
                                    endedTwice.put(session, true);
                                }
                                ended.incrementAndGet();
                                atTheSameTime.decrementAndGet();
                            };
                            slot.settle(session, 0, Long.MAX_VALUE);
                            closer.close(slot);
                            round++;
                        }
                    }
                });
            }
            callers.shutdown();
            assertThat(callers.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            callers.shutdownNow();
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(ended).hasValue(closers * rounds);
        assertThat(endedTwice).isEmpty();
        assertThat(most).as("sessions that ended at the same time").hasValue(1);
        assertThat(gate.slots().counts().empty()).isEqualTo(slots);
    }
}
