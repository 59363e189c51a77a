package dev.dbpool.examples.demo;

import com.example.orders.OrderApi;
import com.example.orders.OrderService;
import com.example.orders.PaymentProvider;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.DbPool;
import dev.dbpool.examples.terminal.FailureLine;
import dev.dbpool.examples.terminal.Screen;
import dev.dbpool.report.Report;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** An exhaustion with two causes at once: a service that pays while it holds connections, and slow statistics. */
final class Exhaustion {
    static final int CHECKOUTS = 6;
    static final int STATISTICS = Database.MAX - CHECKOUTS;
    private static final int CUSTOMERS = 4;
    static final Duration CUSTOMER_WAITS = Duration.ofSeconds(3);

    /** Longer than a customer waits and an explanation takes, on busy machines, too. */
    private static final Duration SLOWNESS = Duration.ofSeconds(8);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * What came of it.
     *
     * @param told what the customer's exception said
     * @param report what the pool knew at that moment
     */
    record Outcome(String told, Report report) {}

    private final DbPool pool;
    private final Screen screen;

    Exhaustion(DbPool pool, Screen screen) {
        this.pool = pool;
        this.screen = screen;
    }

    Outcome run() throws Exception {
        try (PaymentProvider provider = PaymentProvider.start(SLOWNESS);
                Workers workers = new Workers()) {
            OrderApi api = new OrderApi(new OrderService(pool, provider.charges()), SLOWNESS);
            workers.start("http", CHECKOUTS, api::checkout);
            await(() -> pool.stats().active() == CHECKOUTS);
            workers.start("statistics", STATISTICS, api::statistics);
            await(() -> pool.stats().active() == Database.MAX);
            workers.start("customer", CUSTOMERS, api::checkout);
            await(() -> pool.stats().waiting() == CUSTOMERS);
            Outcome outcome = oneMoreCustomer();
            provider.recover();
            workers.join(PATIENCE);
            return outcome;
        }
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean() && System.nanoTime() - begin < PATIENCE.toNanos()) {
            Thread.sleep(10);
        }
    }

    private Outcome oneMoreCustomer() throws SQLException {
        screen.status("  one more customer waits for a connection, " + CUSTOMER_WAITS.toSeconds() + " s at most");
        try {
            pool.acquire(CUSTOMER_WAITS).close();
        } catch (AcquireTimeoutException told) {
            return new Outcome(FailureLine.of(told), pool.explain());
        }
        throw new IllegalStateException("all connections were to be in use, but one came free");
    }
}
