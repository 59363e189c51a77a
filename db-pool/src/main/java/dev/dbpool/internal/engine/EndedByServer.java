package dev.dbpool.internal.engine;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Which errors end a session, where HikariCP's own list does not fit PostgreSQL: every state of class 57P0 does;
 * 0A000, an unsupported feature, does not, or a call that the driver lacks would cost the caller its transaction.
 */
final class EndedByServer implements SQLExceptionOverride {

    @java.lang.Override
    public SQLExceptionOverride.Override adjudicate(SQLException failure) {
        String state = failure.getSQLState();
        if (state != null && state.startsWith("57P0")) {
            return SQLExceptionOverride.Override.MUST_EVICT;
        }
        return "0A000".equals(state)
                ? SQLExceptionOverride.Override.DO_NOT_EVICT
                : SQLExceptionOverride.Override.CONTINUE_EVICT;
    }
}
