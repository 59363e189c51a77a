package dev.dbpool.incidents;

import dev.dbpool.testkit.PostgresServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A service's sessions on the shared server, as its administrator sees them. */
final class Sessions {
    static final String WAITS_FOR_LOCK = "wait_event_type = 'Lock'";
    static final String IDLE_IN_TRANSACTION = "state like 'idle in transaction%'";
    static final String ACTIVE = "state = 'active'";

    private Sessions() {}

    static int count(String service, String condition) throws SQLException {
        return count(service, "count(*)", condition);
    }

    static void cancelAll(String service) throws SQLException {
        count(service, "count(pg_cancel_backend(pid))", ACTIVE);
    }

    static void await(String service, String condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> count(service, condition) > 0);
    }

    private static int count(String service, String what, String condition) throws SQLException {
        try (Connection admin = PostgresServer.shared().admin();
                PreparedStatement query = admin.prepareStatement(
                        "select " + what + " from pg_stat_activity where application_name = ? and " + condition)) {
            query.setString(1, service);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
