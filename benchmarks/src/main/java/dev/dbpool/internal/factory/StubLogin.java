package dev.dbpool.internal.factory;

import dev.dbpool.internal.url.UrlSource;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.postgresql.core.BaseConnection;

/** The factory's way in for sessions without a server: the benchmarks measure what lies above them. */
public final class StubLogin {
    private StubLogin() {}

    /** A factory whose every login is answered by the supplier. */
    public static ConnectionFactory factory(
            FactorySettings settings,
            UrlSource source,
            ConnectListener listener,
            LongSupplier nanoTime,
            Supplier<? extends BaseConnection> sessions) {
        return new ConnectionFactory(settings, source, listener, nanoTime, (login, asked) -> {
            // The thread follows its sockets, and takes the last for the session's.
            AttemptSocketFactory unused = new AttemptSocketFactory();
            try {
                unused.createSocket();
            } catch (IOException unexpected) {
                throw new SQLException(unexpected);
            }
            return sessions.get();
        });
    }
}
