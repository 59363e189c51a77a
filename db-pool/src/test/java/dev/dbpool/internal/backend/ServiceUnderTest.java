package dev.dbpool.internal.backend;

import dev.dbpool.ConnectFailure;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.FactorySettings;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * A service with sessions of its own and a view of them, without a pool: each session is held by somebody. Its clock
 * goes on when it is told to.
 */
final class ServiceUnderTest implements AutoCloseable {
    final String name;
    final AtomicLong nanos = new AtomicLong();
    final AtomicInteger failures = new AtomicInteger();
    final ConnectionFactory factory;
    final BackendView view;

    private final String jdbcUrl;
    private final Properties login = new Properties();
    private final List<Connection> sessions = new ArrayList<>();

    /** One whose readings have much time, because this machine may be busy. */
    ServiceUnderTest(String name, String url) {
        this(name, url, Duration.ofSeconds(30));
    }

    /**
     * @param url as of {@code DATABASE_URL}, with user and password
     * @param longestReading after which a reading is given up
     */
    ServiceUnderTest(String name, String url, Duration longestReading) {
        this.name = name;
        DatabaseUrl parsed = DatabaseUrl.parse(url);
        jdbcUrl = "jdbc:postgresql://127.0.0.1:" + parsed.hosts().get(0).port() + "/" + parsed.database();
        login.setProperty("user", parsed.user().orElseThrow());
        login.setProperty("password", parsed.password().orElseThrow());
        login.setProperty("ApplicationName", name);
        login.setProperty("prepareThreshold", "0");
        ConnectListener listener = new ConnectListener() {
            @Override
            public void failed(ConnectFailure reason) {
                failures.incrementAndGet();
            }
        };
        factory = new ConnectionFactory(
                new FactorySettings(name, "db-pool-" + name + "-", Duration.ofSeconds(2), 4, Optional.empty()),
                UrlSource.fixed(parsed),
                listener,
                nanos::get);
        view = new BackendView(name, factory, nanos::get, longestReading);
    }

    /** A session as a borrower has it. */
    Connection session() throws SQLException {
        Connection session = DriverManager.getConnection(jdbcUrl, login);
        sessions.add(session);
        return session;
    }

    static int pid(Connection session) {
        try {
            return session.unwrap(PGConnection.class).getBackendPID();
        } catch (SQLException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Holds of these sessions that began before now. The connection id is the process id, negative. */
    List<HeldBackend> held(Connection... connections) {
        return Stream.of(connections)
                .map(connection -> new HeldBackend(pid(connection), -pid(connection), nanos.get()))
                .toList();
    }

    ServerReading read(Connection... connections) {
        return view.read(held(connections));
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    static void run(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    static String ask(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        factory.stop();
        factory.sweep();
        for (Connection session : sessions) {
            session.abort(Runnable::run);
        }
    }
}
