package dev.dbpool.examples;

import dev.dbpool.AcquireInterruptedException;
import dev.dbpool.AcquireRejectedException;
import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.ConnectDeniedException;
import dev.dbpool.ConnectFailedException;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.PoolClosedException;
import dev.dbpool.fleet.Fleet;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/** The snippets of the README, which quotes what stands between the marks; a test compares the two. */
public final class Quickstart {
    private Quickstart() {}

    /** Run it with {@code DATABASE_URL} set. */
    public static void main(String[] args) throws SQLException {
        // readme:begin quickstart
        // DATABASE_URL=postgres://user:password@host/database; size by the service's preset, DB_* variables on top
        try (DbPool pool = DbPool.open(DbConfig.forService("auth-service"))) {
            try (Connection connection = pool.getConnection(); // waits up to 10 s, and is measured
                    PreparedStatement query = connection.prepareStatement("select version()");
                    ResultSet row = query.executeQuery()) {
                row.next();
                System.out.println(row.getString(1));
            } // gives the connection back
        } // closes the pool
        // readme:end
        try (DbPool pool = DbPool.open(DbConfig.forService("auth-service"))) {
            System.out.println(acquire(pool));
        }
        budget();
    }

    static String acquire(DbPool pool) throws SQLException {
        // readme:begin acquire
        try (Connection connection = pool.acquire(Duration.ofMillis(500))) {
            return connection.getCatalog();
        } catch (AcquireTimeoutException | AcquireRejectedException busy) {
            return "busy: answer 503, ask to come back"; // all connections in use; the message says by whom
        } catch (ConnectFailedException down) {
            return "PostgreSQL gives no session: " + down.reason(); // the pool goes on trying
        } catch (ConnectDeniedException wrong) {
            return "wrong user, password or database: " + wrong.reason(); // somebody has to repair that
        } catch (AcquireInterruptedException stopped) {
            return "interrupted while waiting"; // the thread's flag is set again
        } catch (PoolClosedException closed) {
            return "this instance is stopping";
        }
        // readme:end
    }

    static void budget() {
        // readme:begin fleet
        System.out.println(Fleet.builtIn().budget()); // every service, the sum, and whether PostgreSQL can hold it
        // readme:end
    }
}
