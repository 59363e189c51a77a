package dev.dbpool.internal.factory;

import dev.dbpool.internal.factory.ConnectionFactory.Opener;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.UrlSource;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** Factories whose logins a test stages, and sessions without a server, which can only be closed. */
final class StubLogins implements AutoCloseable {
    static final String NO_SERVER = "postgres://app:secret@localhost:1/app";
    static final int PARALLELISM = 3;
    static final Duration SOCKET_TIMEOUT = Duration.ofMillis(7_654);

    final AtomicInteger begun = new AtomicInteger();

    /** What a hung login waits for; a session that comes of it says here that it was closed. */
    final CompletableFuture<Void> lineComesBack = new CompletableFuture<>();

    final AtomicBoolean lateSessionClosed = new AtomicBoolean();
    private final List<ConnectionFactory> factories = new ArrayList<>();

    ConnectionFactory factory(Duration connectTimeout, Opener opener) {
        return factory(NO_SERVER, connectTimeout, new ConnectListener() {}, opener);
    }

    ConnectionFactory factory(String url, Duration connectTimeout, ConnectListener listener, Opener opener) {
        FactorySettings settings = new FactorySettings(
                "factory-test", "db-pool-factory-test-", connectTimeout, PARALLELISM, Optional.of(SOCKET_TIMEOUT));
        ConnectionFactory factory = new ConnectionFactory(
                settings, UrlSource.fixed(DatabaseUrl.parse(url)), listener, System::nanoTime, opener);
        factories.add(factory);
        return factory;
    }

    /** A login that nothing interrupts, like the resolution of a name. */
    BaseConnection hang(LoginAttempt login, FactorySettings settings) {
        begun.incrementAndGet();
        lineComesBack.join();
        return session(() -> lateSessionClosed.set(true));
    }

    /** What a login gives that opened a socket, as each does. */
    static BaseConnection sessionWithSocket() throws SQLException {
        return sessionWithSocket(() -> {});
    }

    static BaseConnection sessionWithSocket(Runnable onClose) throws SQLException {
        try {
            new AttemptSocketFactory().createSocket();
        } catch (IOException unexpected) {
            throw new SQLException(unexpected);
        }
        return session(onClose);
    }

    private static BaseConnection session(Runnable onClose) {
        return (BaseConnection) Proxy.newProxyInstance(
                StubLogins.class.getClassLoader(),
                new Class<?>[] {BaseConnection.class},
                (self, method, args) -> switch (method.getName()) {
                    case "createStatement" -> throw new SQLException("there is no server");
                    case "close", "abort" -> {
                        onClose.run();
                        yield null;
                    }
                    case "getTypeMap" -> Map.of();
                    case "toString" -> "a session without a server";
                    case "hashCode" -> System.identityHashCode(self);
                    case "equals" -> self == args[0];
                    default -> zero(method.getReturnType());
                });
    }

    private static @Nullable Object zero(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        return type == int.class ? (Object) 0 : null;
    }

    static <T> FutureTask<T> onThreadOfItsOwn(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        new Thread(task).start();
        return task;
    }

    @Override
    public void close() {
        lineComesBack.complete(null);
        factories.forEach(ConnectionFactory::stop);
        factories.forEach(ConnectionFactory::sweep);
    }
}
