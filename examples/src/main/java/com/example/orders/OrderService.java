package com.example.orders;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Sells things. It does two things that one should not do, for db-pool to find out: it calls another service while its
 * transaction is open, and its statistics ask for much more than they need. It only reads, and needs no table.
 */
public final class OrderService {
    private final DataSource database;
    private final URI payments;
    private final HttpClient http = HttpClient.newHttpClient();

    /** A service on this database, paid through this provider. */
    public OrderService(DataSource database, URI payments) {
        this.database = database;
        this.payments = payments;
    }

    /** Sells one order. Blocks until it is paid. */
    public void checkout(int order) throws SQLException, IOException, InterruptedException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            long price = price(connection, order);
            pay(order, price); // with the connection in its hands, and the transaction open
            connection.commit();
        }
    }

    private static long price(Connection connection, int order) throws SQLException {
        try (PreparedStatement query =
                connection.prepareStatement("select 100 * id from generate_series(1, 1000) orders (id) where id = ?")) {
            query.setInt(1, order);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private void pay(int order, long price) throws IOException, InterruptedException {
        HttpRequest charge = HttpRequest.newBuilder(payments)
                .POST(BodyPublishers.ofString("order=" + order + "&price=" + price))
                .build();
        http.send(charge, BodyHandlers.discarding());
    }

    /** Counts what was sold. Takes as long as is said, as such queries do. */
    public long statistics(Duration slowness) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select count(*), pg_sleep(?) from generate_series(1, 1000) orders (id)")) {
            query.setDouble(1, slowness.toMillis() / 1e3);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
