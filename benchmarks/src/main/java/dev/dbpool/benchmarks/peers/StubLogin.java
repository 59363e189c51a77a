package dev.dbpool.benchmarks.peers;

import dev.dbpool.internal.factory.AttemptSocketFactory;
import dev.dbpool.internal.factory.ConnectListener;
import dev.dbpool.internal.factory.ConnectionFactory;
import dev.dbpool.internal.factory.FactorySettings;
import dev.dbpool.internal.url.UrlSource;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.LongSupplier;

/** The factory's way in for sessions without a server: the benchmarks measure what lies above them. */
final class StubLogin {
    private StubLogin() {}

    /** A factory whose every login is answered by {@link StubDriver}. */
    static ConnectionFactory factory(
            FactorySettings settings, UrlSource source, ConnectListener listener, LongSupplier nanoTime) {
        return new ConnectionFactory(settings, source, listener, nanoTime, (login, asked) -> {
            // The thread follows its sockets, and takes the last for the session's.
            AttemptSocketFactory unused = new AttemptSocketFactory();
            try {
                unused.createSocket();
            } catch (IOException unexpected) {
                throw new SQLException(unexpected);
            }
            return StubDriver.session();
        });
    }
}
