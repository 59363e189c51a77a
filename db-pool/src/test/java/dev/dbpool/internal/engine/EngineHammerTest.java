package dev.dbpool.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.internal.admission.AdmissionSettings;
import dev.dbpool.internal.admission.Gate;
import dev.dbpool.internal.admission.Waiter;
import dev.dbpool.internal.slot.Slot;
import dev.dbpool.internal.slot.SlotCounts;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Callers, failing logins, resizes and evictions at once: no session in two hands, none too many, none left. */
@Timeout(120)
class EngineHammerTest {
    private static final int LARGEST = 8;
    private static final int CALLERS = 6;
    private static final int TURNS = 3_000;
    private static final int PARALLELISM = 3;
    private static final long PATIENCE_NANOS = Duration.ofMillis(200).toNanos();

    private final StubSource source = new StubSource(System::nanoTime);
    private final Gate gate = new Gate(
            new AdmissionSettings(LARGEST, Integer.MAX_VALUE, false, 0, PATIENCE_NANOS, false), System::nanoTime);
    private final Engine engine = new Engine(
            new EngineSettings(
                    "hammer",
                    "db-pool-hammer-",
                    2,
                    PARALLELISM,
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(30),
                    Duration.ofSeconds(5)),
            gate,
            source,
            () -> {},
            System::nanoTime);
    private final Set<StubSession> inHands = ConcurrentHashMap.newKeySet();
    private final AtomicInteger inTwoHands = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();

    private Void call(long seed) throws InterruptedException {
        Random random = new Random(seed);
        for (int turn = 0; turn < TURNS; turn++) {
            Slot slot = acquire();
            if (slot != null) {
                use(slot, random.nextInt(100));
            }
        }
        return null;
    }

    private Slot acquire() throws InterruptedException {
        long now = System.nanoTime();
        Slot slot = engine.tryTake(now);
        if (slot != null) {
            return slot;
        }
        Waiter waiter = engine.waiter(null, now, PATIENCE_NANOS);
        engine.await(waiter, false);
        return waiter.granted();
    }

    private void use(Slot slot, int chance) {
        StubSession session = (StubSession) slot.session();
        if (!inHands.add(session) || session.gone()) {
            inTwoHands.incrementAndGet();
        }
        served.incrementAndGet();
        if (chance < 20) {
            engine.beginTest(slot);
            Thread.yield();
            engine.endTest(slot);
        }
        inHands.remove(session);
        switch (chance) {
            case 0, 1, 2, 3, 4 -> engine.discard(slot);
            case 5, 6, 7 -> engine.retire(slot);
            case 8, 9 -> {
                session.outdated = true;
                release(slot);
            }
            default -> release(slot);
        }
    }

    private void release(Slot slot) {
        long now = System.nanoTime();
        slot.used(now, now);
        engine.release(slot, 0, now);
    }

    private static void logIn() throws SQLException, InterruptedException {
        int chance = ThreadLocalRandom.current().nextInt(200);
        Thread.yield();
        if (chance == 0) {
            throw new IllegalStateException("staged");
        } else if (chance < 20) {
            throw new SQLException("staged");
        } else if (chance < 24) {
            throw new InterruptedException("staged");
        }
    }

    private Void disturb(AtomicBoolean over) {
        Random random = new Random(7);
        while (!over.get()) {
            int max = 1 + random.nextInt(LARGEST);
            engine.resize(random.nextInt(max + 1), max);
            if (random.nextInt(4) == 0) {
                engine.evictIdle();
            }
            Thread.yield();
        }
        return null;
    }

    @Test
    void nothingIsLostAndNothingIsDoubled() throws Exception {
        source.login = wanted -> logIn();
        engine.start(null, () -> {});
        AtomicBoolean over = new AtomicBoolean();
        FutureTask<Void> disturber = new FutureTask<>(() -> disturb(over));
        new Thread(disturber).start();
        List<FutureTask<Void>> callers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            long seed = caller;
            FutureTask<Void> task = new FutureTask<>(() -> call(seed));
            callers.add(task);
            new Thread(task).start();
        }
        for (FutureTask<Void> caller : callers) {
            caller.get(100, TimeUnit.SECONDS);
        }
        over.set(true);
        disturber.get(30, TimeUnit.SECONDS);

        assertThat(inTwoHands).hasValue(0);
        assertThat(served.get()).isGreaterThan(CALLERS * TURNS / 2);
        assertThat(source.mostAlive.get()).isLessThanOrEqualTo(LARGEST);
        assertThat(source.mostUnderWay.get()).isLessThanOrEqualTo(PARALLELISM);
        allSlotsCanBeFilled();
        nothingIsLeftAfterClosing();
    }

    private void allSlotsCanBeFilled() {
        engine.resize(LARGEST, LARGEST);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            SlotCounts counts = gate.slots().counts();
            assertThat(counts.idle()).as("%s", counts).isEqualTo(LARGEST);
            assertThat(source.living()).hasSize(LARGEST);
        });
    }

    private void nothingIsLeftAfterClosing() {
        gate.close();
        engine.close();
        SlotCounts counts = gate.slots().counts();
        assertThat(counts.open() + counts.opening() + counts.closing())
                .as("%s", counts)
                .isZero();
        assertThat(source.living()).isEmpty();
    }
}
