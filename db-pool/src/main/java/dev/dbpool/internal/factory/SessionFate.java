package dev.dbpool.internal.factory;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * What an error of the driver means for the session.
 *
 * <table>
 * <caption>The first line that fits; the error may be any in the chain of {@code getNextException()}</caption>
 * <tr><th>error</th><th>fate</th><th>why</th></tr>
 * <tr><td>any, and the driver has closed its connection</td><td>LOST</td><td>there is no session any more</td></tr>
 * <tr><td>57P01, 57P02, 57P04, 57P05</td><td>REPLACE</td><td>the server is ending the session: administrator, crash,
 *     database dropped, idle timeout</td></tr>
 * <tr><td>25006, and the session was writable when it was opened, and its borrower did not ask for read-only</td>
 *     <td>REPLACE</td><td>the server has become a standby: the pool must find the primary</td></tr>
 * <tr><td>class 08, and the driver's connection is open</td><td>TEST</td><td>an error of the application may carry any
 *     state ({@code RAISE … ERRCODE}); the next borrower gets the session only if it answers</td></tr>
 * <tr><td>all others</td><td>KEEP</td><td>errors of SQL, data, locks, privileges, resources</td></tr>
 * </table>
 */
public enum SessionFate {
    /** The next borrower gets the session. */
    KEEP,
    /** The next borrower gets the session if it passes a test. */
    TEST,
    /** The session is replaced when it comes back. */
    REPLACE,
    /** The session is gone; its place is free at once. */
    LOST;

    private static final int CHAIN_LIMIT = 10;
    private static final String READ_ONLY_TRANSACTION = "25006";

    /**
     * The fate of the session after this error of the driver.
     *
     * @param readOnly whether the borrower asked for read-only
     */
    public static SessionFate after(SQLException failure, PhysicalConnection session, boolean readOnly) {
        if (session.lost()) {
            return LOST;
        }
        SessionFate worst = KEEP;
        SQLException link = failure;
        for (int depth = 0; link != null && depth < CHAIN_LIMIT; depth++) {
            SessionFate fate = ofState(link.getSQLState(), session.writable() && !readOnly);
            worst = fate.compareTo(worst) > 0 ? fate : worst;
            link = link.getNextException();
        }
        return worst;
    }

    private static SessionFate ofState(@Nullable String state, boolean mayWrite) {
        if (state == null) {
            return KEEP;
        }
        return switch (state) {
            case "57P01", "57P02", "57P04", "57P05" -> REPLACE;
            case READ_ONLY_TRANSACTION -> mayWrite ? REPLACE : KEEP;
            default -> state.startsWith("08") ? TEST : KEEP;
        };
    }
}
