package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import dev.dbpool.internal.text.ForeignFailure;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells from what the driver threw why there is no session. Stateless. */
final class FailureClassifier {
    static final String CANNOT_CONNECT = "08001";
    private static final int DEEPEST = 10;

    private FailureClassifier() {}

    static ConnectFailure classify(Throwable thrown) {
        String state = sqlState(thrown);
        if (thrown instanceof LoginStep.Failed step && !state.startsWith("57P0")) {
            return step.reason();
        }
        if (state.startsWith("28")) {
            return ConnectFailure.AUTH;
        }
        if (state.equals("3D000")) {
            return ConnectFailure.DATABASE;
        }
        if (state.equals("53300")) {
            return ConnectFailure.TOO_MANY_CONNECTIONS;
        }
        if (state.startsWith("57P0")) {
            return ConnectFailure.STARTING;
        }
        if (any(thrown, SSLException.class) || any(thrown, GeneralSecurityException.class) || raisedIn(thrown, "SSL")) {
            return ConnectFailure.TLS;
        }
        if (any(thrown, UnknownHostException.class)
                || any(thrown, NoRouteToHostException.class)
                || any(thrown, PortUnreachableException.class)) {
            return ConnectFailure.UNREACHABLE;
        }
        if (any(thrown, SocketTimeoutException.class) || any(thrown, Watchdog.TimeUp.class)) {
            return ConnectFailure.TIMEOUT;
        }
        if (any(thrown, ConnectException.class)) {
            return said(thrown, "refused") ? ConnectFailure.REFUSED : ConnectFailure.UNREACHABLE;
        }
        // The driver gives up by itself when the server wants a password and there is none.
        return state.equals("08004") && raisedIn(thrown, "doAuthentication")
                ? ConnectFailure.AUTH
                : ConnectFailure.OTHER;
    }

    /** The SQLState that the server or the driver gave, or 08001 if neither gave one that is a SQLState. */
    static String sqlState(Throwable thrown) {
        return chain(thrown)
                .filter(SQLException.class::isInstance)
                .map(link -> ((SQLException) link).getSQLState())
                .filter(state -> state != null && ForeignFailure.isSqlState(state))
                .findFirst()
                .orElse(CANNOT_CONNECT);
    }

    private static boolean any(Throwable thrown, Class<? extends Throwable> type) {
        return chain(thrown).anyMatch(type::isInstance);
    }

    private static boolean said(Throwable thrown, String word) {
        return chain(thrown)
                .map(Throwable::getMessage)
                .anyMatch(text -> text != null && text.toLowerCase(Locale.ROOT).contains(word));
    }

    /** The driver's texts are translated and its SQLStates coarse; where in it a failure arose is neither. */
    private static boolean raisedIn(Throwable thrown, String place) {
        return thrown instanceof SQLException
                && Stream.of(thrown.getStackTrace())
                        .limit(6)
                        .anyMatch(frame -> frame.getMethodName().contains(place)
                                || (place.equals("SSL") && frame.getClassName().startsWith("org.postgresql.ssl.")));
    }

    private static Stream<Throwable> chain(@Nullable Throwable thrown) {
        return Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .limit(DEEPEST)
                .map(Objects::requireNonNull);
    }
}
