package dev.dbpool.internal.factory;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.AutoSave;

/**
 * What is reset between two borrowers, and how.
 *
 * <table>
 * <caption>In this order; everything that takes a round trip goes to the server in one</caption>
 * <tr><th>state</th><th>reset if</th><th>by</th><th>round trip</th></tr>
 * <tr><td>network timeout</td><td>the borrower set it</td><td>the login's value</td><td>no</td></tr>
 * <tr><td>open transaction, also one begun with a raw {@code BEGIN}</td><td>the driver says so</td><td>{@code ROLLBACK}</td>
 *     <td>yes</td></tr>
 * <tr><td>isolation level</td><td>the borrower set it</td><td>{@code RESET default_transaction_isolation}</td><td>yes</td></tr>
 * <tr><td>schema</td><td>the borrower set it</td><td>{@code RESET search_path}</td><td>yes</td></tr>
 * <tr><td>all else on the server</td><td>{@code resetOnReturn}</td><td>{@code DISCARD ALL}</td><td>yes</td></tr>
 * <tr><td>client info</td><td>the borrower set it</td><td>the driver, {@code SET application_name}</td><td>yes, one more</td></tr>
 * <tr><td>autocommit, read-only, holdability, type map</td><td>the borrower set them</td><td>the login's values</td><td>no
 *     (read-only: with {@code readOnlyMode=always})</td></tr>
 * <tr><td>prepare threshold, fetch size, autosave</td><td>the borrower unwrapped the driver's connection</td><td>the login's
 *     values</td><td>no</td></tr>
 * <tr><td>warnings</td><td>always</td><td>cleared</td><td>no</td></tr>
 * </table>
 *
 * <p>Immutable: the values that a session had after its login. Statements that were left open are closed before, by the
 * borrower's connection.
 */
public final class SessionReset {
    /** What a borrower changed: bits of an int. */
    public static final int AUTO_COMMIT = 1;

    public static final int READ_ONLY = 1 << 1;
    public static final int ISOLATION = 1 << 2;
    public static final int SCHEMA = 1 << 3;
    public static final int NETWORK_TIMEOUT = 1 << 4;
    public static final int HOLDABILITY = 1 << 5;
    public static final int TYPE_MAP = 1 << 6;
    public static final int CLIENT_INFO = 1 << 7;

    private final boolean autoCommit;
    private final boolean readOnly;
    private final int networkTimeoutMillis;
    private final int holdability;
    private final Map<String, Class<?>> typeMap;
    private final String applicationName;
    private final int prepareThreshold;
    private final int fetchSize;
    private final AutoSave autosave;

    /** Takes the values of a session that has just been opened. No round trip. */
    SessionReset(BaseConnection session) throws SQLException {
        autoCommit = session.getAutoCommit();
        readOnly = session.isReadOnly();
        networkTimeoutMillis = session.getNetworkTimeout();
        holdability = session.getHoldability();
        typeMap = session.getTypeMap();
        applicationName = session.getClientInfo("ApplicationName");
        prepareThreshold = session.getPrepareThreshold();
        fetchSize = session.getDefaultFetchSize();
        autosave = session.getAutosave();
    }

    /** Whether the driver or the server must be asked: if not, {@link #run} has nothing to do. */
    static boolean needed(BaseConnection session, int changed, boolean unwrapped, boolean discardAll) {
        return changed != 0 || unwrapped || discardAll || session.getTransactionState() != TransactionState.IDLE;
    }

    /** Blocks for the round trips of the table. */
    void run(BaseConnection session, int changed, boolean unwrapped, boolean discardAll) throws SQLException {
        if ((changed & NETWORK_TIMEOUT) != 0 || unwrapped) {
            session.setNetworkTimeout(Runnable::run, networkTimeoutMillis);
        }
        onServer(session, changed, discardAll);
        inDriver(session, changed);
        if (unwrapped) {
            session.setPrepareThreshold(prepareThreshold);
            session.setDefaultFetchSize(fetchSize);
            session.setAutosave(autosave);
        }
    }

    private static void onServer(BaseConnection session, int changed, boolean discardAll) throws SQLException {
        StringBuilder commands = new StringBuilder();
        if (session.getTransactionState() != TransactionState.IDLE) {
            commands.append("ROLLBACK;");
        }
        if ((changed & ISOLATION) != 0) {
            commands.append("RESET default_transaction_isolation;");
        }
        if ((changed & SCHEMA) != 0 && !discardAll) {
            commands.append("RESET search_path;");
        }
        if (commands.length() > 0) {
            session.execSQLUpdate(commands.toString());
        }
        if (discardAll) {
            // Refused inside a transaction, and several commands in one message are one.
            session.execSQLUpdate("DISCARD ALL");
        }
    }

    private void inDriver(Connection session, int changed) throws SQLException {
        if ((changed & AUTO_COMMIT) != 0) {
            session.setAutoCommit(autoCommit);
        }
        if ((changed & READ_ONLY) != 0) {
            session.setReadOnly(readOnly);
        }
        if ((changed & HOLDABILITY) != 0) {
            session.setHoldability(holdability);
        }
        if ((changed & TYPE_MAP) != 0) {
            session.setTypeMap(typeMap);
        }
        if ((changed & CLIENT_INFO) != 0) {
            session.setClientInfo("ApplicationName", applicationName);
        }
    }
}
