package dev.dbpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dbpool.internal.admission.AdmissionResult;
import dev.dbpool.internal.admission.AdmissionSettings;
import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.admission.Waiter;
import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.slot.SlotCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine on its own threads, with stubs for sessions. */
@Timeout(60)
class EngineTest {
    private static final String THREADS = "db-pool-engine-test-";
    private static final long LONG_NANOS = Duration.ofSeconds(30).toNanos();

    private final StubSource source = new StubSource(System::nanoTime);
    private final CountDownLatch loginsMayEnd = new CountDownLatch(1);
    private final List<Slot> held = new ArrayList<>();
    private Gate gate;
    private Engine engine;

    private void open(int min, int max, int parallelism) {
        gate = new Gate(new AdmissionSettings(max, Integer.MAX_VALUE, false, 0, LONG_NANOS, false), System::nanoTime);
        EngineSettings settings = new EngineSettings(
                "engine-test",
                THREADS,
                min,
                parallelism,
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofMinutes(2));
        engine = new Engine(settings, gate, source, () -> {}, System::nanoTime);
        engine.start(null, () -> {});
    }

    @AfterEach
    void nothingIsLeft() {
        loginsMayEnd.countDown();
        gate.close();
        held.forEach(this::release);
        engine.close();
        await().until(() -> threads().isEmpty());
        assertThat(source.living()).isEmpty();
        assertThat(source.alive).hasValue(0);
        SlotCounts counts = gate.slots().counts();
        assertThat(counts.open() + counts.opening() + counts.closing())
                .as("%s", counts)
                .isZero();
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith(THREADS))
                .toList();
    }

    /** It asks once more at its end. */
    private static void theWorkerOfThatLoginHasEnded() {
        await().until(() -> threads().stream().noneMatch(name -> name.startsWith(THREADS + "engine-")));
    }

    private SlotCounts counts() {
        return gate.slots().counts();
    }

    private void becomesIdle(int sessions) {
        await().untilAsserted(() -> assertThat(counts().idle()).isEqualTo(sessions));
    }

    private Slot acquire() throws InterruptedException {
        long now = System.nanoTime();
        Slot slot = engine.tryTake(now);
        if (slot == null) {
            Waiter waiter = engine.waiter(null, now, LONG_NANOS);
            assertThat(engine.await(waiter, false)).isEqualTo(AdmissionResult.ADMITTED);
            slot = waiter.granted();
        }
        return slot;
    }

    private void release(Slot slot) {
        long now = System.nanoTime();
        slot.used(now, now);
        engine.release(slot, 0, now);
    }

    private static <T> FutureTask<T> onThreadOfItsOwn(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task).start();
        return task;
    }

    private void loginsBlock() {
        source.login = wanted -> loginsMayEnd.await();
    }

    @Test
    void theMinimumIsOpenedAtTheStart() {
        open(3, 5, 4);
        becomesIdle(3);
        assertThat(engine.anyOpen()).isTrue();
    }

    @Test
    void aCallerGetsTheSessionThatIsOpenedForIt() throws Exception {
        open(0, 2, 4);
        assertThat(engine.tryTake(System.nanoTime())).isNull();
        held.add(acquire());
        assertThat(held.get(0).session()).isSameAs(source.opened.get(0));
        assertThat(counts().lent()).isEqualTo(1);
    }

    /** It was called to take an idle session, so that it asked for none. */
    @Test
    void aSessionIsOpenedForAQueuedCallerThatIsPassed() throws Exception {
        open(0, 2, 4);
        Slot slot = acquire();
        theWorkerOfThatLoginHasEnded();
        long now = System.nanoTime();
        Waiter queued = engine.waiter(null, now, LONG_NANOS);
        assertThat(gate.join(queued, false)).isNull();
        engine.release(slot, 0, now);
        engine.resize(0, 2); // asks, as the caller does when it is in the line
        held.add(engine.tryTake(now));
        await().until(() -> source.opened.size() == 2);
        // It has got that session, unless the login took less than the millisecond in which it may be passed again.
        Slot granted = gate.leave(queued);
        if (granted != null) {
            held.add(granted);
        }
    }

    @Test
    void asManyLoginsAreUnderWayAsMayBe() {
        loginsBlock();
        open(10, 10, 4);
        await().until(() -> source.underWay.get() == 4);
        assertThat(counts().opening()).isEqualTo(4);
        loginsMayEnd.countDown();
        becomesIdle(10);
        assertThat(source.mostUnderWay).hasValue(4);
    }

    @Test
    void callersThatWaitGetSessionsOfSeveralLoginsAtATime() throws Exception {
        loginsBlock();
        open(0, 10, 4);
        List<FutureTask<Slot>> callers = new ArrayList<>();
        for (int caller = 0; caller < 10; caller++) {
            callers.add(onThreadOfItsOwn(this::acquire));
        }
        await().until(() -> source.underWay.get() == 4);
        loginsMayEnd.countDown();
        for (FutureTask<Slot> caller : callers) {
            held.add(caller.get(30, TimeUnit.SECONDS));
        }
        assertThat(held).doesNotHaveDuplicates();
        assertThat(source.mostUnderWay).hasValue(4);
        assertThat(source.mostAlive).hasValue(10);
    }

    @Test
    void aDiscardedSessionIsCutAndItsPlaceFreeAtOnce() throws Exception {
        open(0, 1, 4);
        Slot slot = acquire();
        StubSession session = (StubSession) slot.session();
        engine.discard(slot);
        assertThat(session.killed).isTrue();
        assertThat(counts().empty()).isEqualTo(1);
        held.add(acquire());
        assertThat(source.opened).hasSize(2);
    }

    @Test
    void aRetiredSessionEndsInGoodOrderAndItsReplacementServesTheNext() throws Exception {
        open(0, 1, 4);
        Slot slot = acquire();
        StubSession session = (StubSession) slot.session();
        engine.retire(slot);
        held.add(acquire());
        assertThat(session.endedInGoodOrder).isTrue();
        assertThat(source.mostAlive).hasValue(1);
    }

    @Test
    void anOutdatedSessionIsReplacedWhenItComesBack() throws Exception {
        open(1, 1, 4);
        Slot slot = acquire();
        StubSession session = (StubSession) slot.session();
        session.outdated = true;
        release(slot);
        await().until(() -> session.endedInGoodOrder);
        becomesIdle(1);
        assertThat(source.living()).doesNotContain(session);
    }

    @Test
    void aSessionThatIsTestedCountsAsInUseAndNotAsLent() throws Exception {
        open(0, 1, 4);
        Slot slot = acquire();
        engine.beginTest(slot);
        assertThat(counts().tested()).isEqualTo(1);
        assertThat(counts().inUse()).isEqualTo(1);
        engine.endTest(slot);
        assertThat(counts().lent()).isEqualTo(1);
        held.add(slot);
    }

    // --- size ---

    @Test
    void aGreaterMinimumIsOpenedAtOnce() {
        open(1, 2, 4);
        becomesIdle(1);
        engine.resize(6, 8);
        becomesIdle(6);
        assertThat(source.mostAlive).hasValue(6);
    }

    @Test
    void aSmallerMaximumClosesIdleSessionsNowAndThoseInUseWhenTheyComeBack() throws Exception {
        open(5, 5, 4);
        becomesIdle(5);
        List<Slot> inUse = List.of(acquire(), acquire(), acquire());
        engine.resize(1, 2);
        await().until(() -> source.alive.get() == 3);
        release(inUse.get(0));
        await().until(() -> source.alive.get() == 2);
        release(inUse.get(1));
        release(inUse.get(2));
        becomesIdle(2);
        assertThat(source.mostAlive).hasValue(5);
    }

    @Test
    void evictingClosesTheSessionsThatAreIdleAndNoOther() throws Exception {
        open(3, 5, 4);
        becomesIdle(3);
        Slot inUse = acquire();
        List<StubSession> before = source.living();
        engine.evictIdle();
        await().until(() -> before.stream().filter(StubSession::gone).count() == 2);
        becomesIdle(3);
        assertThat(((StubSession) inUse.session()).gone()).isFalse();
        held.add(inUse);
    }

    // --- interrupts ---

    @Test
    void anInterruptedCallerOwnsNothing() throws Exception {
        loginsBlock();
        open(0, 1, 4);
        List<Thread> callers = new ArrayList<>();
        FutureTask<Slot> waiting = onThreadOfItsOwn(() -> {
            callers.add(Thread.currentThread());
            return acquire();
        });
        await().until(() -> gate.queued() == 1);
        callers.get(0).interrupt();
        assertThatThrownBy(() -> waiting.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        assertThat(gate.queued()).isZero();
    }

    /** The interrupt and the hand-over meet: whichever is first, the slot is not lost. */
    @Test
    void aSlotThatIsGrantedToAnInterruptedCallerComesBack() throws Exception {
        open(0, 1, 4);
        for (int round = 0; round < 300; round++) {
            Slot only = acquire();
            CountDownLatch began = new CountDownLatch(1);
            FutureTask<Slot> waiting = new FutureTask<>(() -> {
                began.countDown();
                return acquire();
            });
            Thread caller = new Thread(waiting);
            caller.start();
            began.await();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofNanos(50_000))
                    .until(() -> gate.queued() == 1);
            Thread interrupter = new Thread(caller::interrupt);
            interrupter.start();
            release(only);
            interrupter.join();
            try {
                release(waiting.get(30, TimeUnit.SECONDS));
            } catch (ExecutionException interrupted) {
                assertThat(interrupted).hasCauseInstanceOf(InterruptedException.class);
            }
        }
        held.add(acquire());
        assertThat(source.opened).as("the one session was there all the time").hasSize(1);
    }

    // --- the end ---

    @Test
    void closingEndsIdleSessionsAndThreadsAndCutsWhatComesBackLater() throws Exception {
        open(3, 5, 4);
        becomesIdle(3);
        Slot inUse = acquire();
        StubSession lent = (StubSession) inUse.session();
        gate.close();
        engine.close();
        // A thread is alive for an instant after its pool has terminated.
        await().until(() -> threads().isEmpty());
        assertThat(source.living()).containsExactly(lent);
        release(inUse);
        assertThat(lent.killed).isTrue();
    }

    @Test
    void aLoginThatEndsWhileThePoolClosesLeavesNoSession() throws Exception {
        loginsBlock();
        open(2, 2, 4);
        await().until(() -> source.underWay.get() == 2);
        gate.close();
        FutureTask<Void> closing = onThreadOfItsOwn(() -> {
            engine.close();
            return null;
        });
        loginsMayEnd.countDown();
        closing.get(30, TimeUnit.SECONDS);
        assertThat(source.opened).hasSize(2);
        assertThat(source.living()).isEmpty();
        assertThat(source.mostAlive).hasValue(2);
    }

    @Test
    void anInterruptedCloseIsCompletedAndTheInterruptKept() throws Exception {
        open(1, 1, 4);
        becomesIdle(1);
        gate.close();
        FutureTask<Boolean> closing = onThreadOfItsOwn(() -> {
            Thread.currentThread().interrupt();
            engine.close();
            return Thread.interrupted();
        });
        assertThat(closing.get(30, TimeUnit.SECONDS)).isTrue();
        assertThat(source.living()).isEmpty();
        // An executor has terminated a moment before its last thread has.
        await().until(() -> threads().isEmpty());
    }
}
