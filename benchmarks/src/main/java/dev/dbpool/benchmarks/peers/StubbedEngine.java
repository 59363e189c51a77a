package dev.dbpool.benchmarks.peers;

import dev.dbpool.internal.config.PoolSettings;
import dev.dbpool.internal.engine.Engine;
import dev.dbpool.internal.engine.EngineSettings;
import dev.dbpool.internal.engine.HikariEngine;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.FactorySettings;
import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.PoolThread;
import dev.dbpool.internal.holder.BorrowedConnection;
import dev.dbpool.internal.holder.Custodian;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * The engine of a pool without gate, tests and metrics, and with or without the record of who holds its connections: what
 * the record costs is the difference.
 */
final class StubbedEngine implements Custodian, AutoCloseable {
    private static final long TIMEOUT_NANOS = Duration.ofMinutes(1).toNanos();

    private final ConnectionFactory factory;
    private final Engine engine;

    private StubbedEngine(PoolSettings settings) {
        factory = StubLogin.factory(
                new FactorySettings(
                        settings.service(),
                        settings.threadPrefix(),
                        settings.connectTimeout(),
                        settings.socketTimeout()),
                settings.urlSource(),
                new ConnectListener() {},
                System::nanoTime);
        engine = new HikariEngine(
                new EngineSettings(
                        settings.label(),
                        PoolThread.named(settings.threadPrefix() + "engine"),
                        settings.maxConnections(),
                        settings.minConnections(),
                        settings.idleTimeout(),
                        settings.maxLifetime(),
                        settings.connectTimeout()),
                () -> factory.openPatiently(() -> true));
    }

    /** An engine over sessions of the stub. */
    static StubbedEngine open() {
        return new StubbedEngine(StubbedPool.settings("stub"));
    }

    /** The engine's connection; it goes back when it is closed. */
    Connection poll() throws SQLException {
        try {
            Connection polled = engine.poll(TIMEOUT_NANOS);
            if (polled == null) {
                throw new SQLException("none within a minute");
            }
            return polled;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new SQLException(interrupted);
        }
    }

    /** The same in the hands of a borrower, as the pool lends it. */
    Connection lend() throws SQLException {
        Connection polled = poll();
        PhysicalConnection session = polled.unwrap(PhysicalConnection.class);
        BorrowedConnection borrowed =
                new BorrowedConnection(polled, session, this, Thread.currentThread(), System.nanoTime());
        session.lendTo(borrowed);
        return borrowed;
    }

    @Override
    public void returned(BorrowedConnection connection) throws SQLException {
        connection.physical().takeBack(System.nanoTime());
        engine.release(connection.engineConnection());
    }

    @Override
    public void discarded(BorrowedConnection connection) {
        engine.discard(connection.engineConnection());
    }

    @Override
    public void close() {
        factory.stop();
        engine.close();
    }
}
