package dev.dbpool.internal.factory;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.AutoSave;

/**
 * What is reset between two borrowers, and how.
 *
 * <table>
 * <caption>In this order</caption>
 * <tr><th>state</th><th>reset if</th><th>to, or by</th><th>round trip</th></tr>
 * <tr><td>prepare threshold, default fetch size, adaptive fetch, default query timeout, autosave</td><td>the borrower
 *     unwrapped the driver's connection</td><td>the login's values</td><td>no</td></tr>
 * <tr><td>network timeout</td><td>the borrower set it, or unwrapped</td><td>the login's value</td><td>no</td></tr>
 * <tr><td>open or failed transaction, also one begun with a raw {@code BEGIN}</td><td>the driver says so</td>
 *     <td>{@code ROLLBACK}</td><td rowspan="3">one for all that there is of these</td></tr>
 * <tr><td>isolation level</td><td>the borrower set it</td><td>{@code RESET default_transaction_isolation}</td></tr>
 * <tr><td>schema</td><td>the borrower set it</td><td>{@code RESET search_path}</td></tr>
 * <tr><td>all else on the server, isolation level and schema included</td><td>{@code resetOnReturn}</td>
 *     <td>{@code DISCARD ALL}, then {@code initSql} again</td><td>one, and those of {@code initSql}</td></tr>
 * <tr><td>read-only, autocommit</td><td>the borrower set them, or unwrapped</td><td>the login's values</td><td>no; with
 *     {@code readOnlyMode=always} one if the server has another value</td></tr>
 * <tr><td>holdability, type map</td><td>the borrower set them, or unwrapped</td><td>the login's values</td><td>no</td></tr>
 * <tr><td>client info</td><td>the borrower set it, or unwrapped</td><td>the login's application name</td><td>one if it
 *     is another</td></tr>
 * <tr><td>warnings</td><td>always</td><td>cleared</td><td>no</td></tr>
 * </table>
 *
 * <p>Network timeout, autosave and query timeout come first because the driver applies them to the commands that follow.
 * Read-only comes before autocommit because the driver sends nothing then if the borrower left both changed.
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

    /**
     * The driver's own connection was in the borrower's hands: all of these may have changed, and the driver's settings
     * besides. Isolation level and schema, which the driver does not know, are left as they are.
     */
    static final int UNWRAPPED =
            1 << 8 | AUTO_COMMIT | READ_ONLY | NETWORK_TIMEOUT | HOLDABILITY | TYPE_MAP | CLIENT_INFO;

    private static final int DRIVER_SETTINGS = 1 << 8;

    private final Optional<String> initSql;
    private final boolean autoCommit;
    private final boolean readOnly;
    private final int networkTimeoutMillis;
    private final int holdability;
    private final Map<String, Class<?>> typeMap;
    private final String applicationName;
    private final int prepareThreshold;
    private final int fetchSize;
    private final boolean adaptiveFetch;
    private final int queryTimeoutSeconds;
    private final AutoSave autosave;

    /** Takes the values of a session that has just been opened. No round trip. */
    SessionReset(BaseConnection session) throws SQLException {
        this(session, Optional.empty());
    }

    /** @param initSql runs again after {@code DISCARD ALL} */
    SessionReset(BaseConnection session, Optional<String> initSql) throws SQLException {
        this.initSql = initSql;
        autoCommit = session.getAutoCommit();
        readOnly = session.isReadOnly();
        networkTimeoutMillis = session.getNetworkTimeout();
        holdability = session.getHoldability();
        typeMap = Map.copyOf(session.getTypeMap());
        applicationName = session.getClientInfo("ApplicationName");
        prepareThreshold = session.getPrepareThreshold();
        fetchSize = session.getDefaultFetchSize();
        adaptiveFetch = session.getAdaptiveFetch();
        queryTimeoutSeconds = session.getQueryTimeout();
        autosave = session.getAutosave();
    }

    /** Whether the driver or the server must be asked: if not, {@link #run} has nothing to do. */
    static boolean needed(BaseConnection session, int changed, boolean discardAll) {
        return changed != 0 || discardAll || session.getTransactionState() != TransactionState.IDLE;
    }

    /** Blocks for the round trips of the table. */
    void run(BaseConnection session, int changed, boolean discardAll) throws SQLException {
        if ((changed & DRIVER_SETTINGS) != 0) {
            driverSettings(session);
        }
        if ((changed & NETWORK_TIMEOUT) != 0) {
            session.setNetworkTimeout(Runnable::run, networkTimeoutMillis);
        }
        onServer(session, changed, discardAll);
        inDriver(session, changed);
    }

    private void driverSettings(BaseConnection session) throws SQLException {
        session.setPrepareThreshold(prepareThreshold);
        session.setDefaultFetchSize(fetchSize);
        session.setAdaptiveFetch(adaptiveFetch);
        session.setQueryTimeout(queryTimeoutSeconds);
        session.setAutosave(autosave);
    }

    private void onServer(BaseConnection session, int changed, boolean discardAll) throws SQLException {
        StringBuilder commands = new StringBuilder();
        if (session.getTransactionState() != TransactionState.IDLE) {
            commands.append("ROLLBACK;");
        }
        if ((changed & ISOLATION) != 0 && !discardAll) {
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
            if (initSql.isPresent()) {
                SetupCode.initSql(session, initSql.get());
            }
        }
    }

    private void inDriver(BaseConnection session, int changed) throws SQLException {
        if ((changed & READ_ONLY) != 0) {
            session.setReadOnly(readOnly);
        }
        if ((changed & AUTO_COMMIT) != 0) {
            session.setAutoCommit(autoCommit);
        }
        if ((changed & HOLDABILITY) != 0) {
            session.setHoldability(holdability);
        }
        if ((changed & TYPE_MAP) != 0) {
            session.setTypeMap(new HashMap<>(typeMap));
        }
        if ((changed & CLIENT_INFO) != 0) {
            session.setClientInfo("ApplicationName", applicationName);
        }
    }
}
