package com.example.orders;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** The requests that the service answers, each on a thread of its own. Thread-safe. */
public final class OrderApi {
    private final OrderService orders;
    private final Duration slowness;

    /** @param slowness how long the statistics take */
    public OrderApi(OrderService orders, Duration slowness) {
        this.orders = orders;
        this.slowness = slowness;
    }

    /** Sells an order; says which. */
    public int checkout() throws SQLException, IOException, InterruptedException {
        int order = ThreadLocalRandom.current().nextInt(1, 1000);
        orders.checkout(order);
        return order;
    }

    /** Counts what was sold. */
    public long statistics() throws SQLException {
        return orders.statistics(slowness);
    }
}
