package dev.dbpool.internal.engine;

import dev.dbpool.internal.factory.PhysicalConnection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Opens {@link StubSession}s as a test stages it, and counts them. */
final class StubSource implements SessionSource {
    /** What a login is; it may block, and throw. */
    interface Login {
        void during(BooleanSupplier wanted) throws SQLException, InterruptedException;
    }

    final List<StubSession> opened = new CopyOnWriteArrayList<>();

    /** Logins under way now, and the most that ever were. */
    final AtomicInteger underWay = new AtomicInteger();

    final AtomicInteger mostUnderWay = new AtomicInteger();

    /** Sessions that the server has or is about to have, and the most that it ever had. */
    final AtomicInteger alive = new AtomicInteger();

    final AtomicInteger mostAlive = new AtomicInteger();
    volatile Login login = wanted -> {};
    volatile boolean refuses;
    private final LongSupplier nanoTime;
    private final AtomicLong numbers = new AtomicLong();

    StubSource(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public PhysicalConnection open(BooleanSupplier wanted) throws SQLException, InterruptedException {
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        mostAlive.accumulateAndGet(alive.incrementAndGet(), Math::max);
        boolean succeeded = false;
        try {
            login.during(wanted);
            succeeded = true;
            return session();
        } finally {
            underWay.decrementAndGet();
            if (!succeeded) {
                alive.decrementAndGet();
            }
        }
    }

    private StubSession session() {
        StubSession session = new StubSession(numbers.incrementAndGet(), nanoTime.getAsLong(), alive::decrementAndGet);
        opened.add(session);
        return session;
    }

    /** A session that is opened from outside. */
    StubSession first() {
        alive.incrementAndGet();
        return session();
    }

    @Override
    public boolean refuses() {
        return refuses;
    }

    List<StubSession> living() {
        return opened.stream().filter(session -> !session.gone()).toList();
    }
}
