package dev.dbpool.internal.factory;

import dev.dbpool.internal.url.UrlSource;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * A driver without a server, any method of which throws what it is told to: for errors that a real one does not throw
 * on demand. A session of it is open until it is closed or aborted, or until its socket is closed.
 */
public final class FaultyDriver {
    /** Names of the places besides the methods of the connection. */
    public static final String LOGIN = "login";

    public static final String STATEMENT_CLOSE = "Statement.close";
    public static final String STATEMENT_EXECUTE = "Statement.executeQuery";

    private final Collection<Session> sessions = new ConcurrentLinkedQueue<>();
    private final Set<String> landed = ConcurrentHashMap.newKeySet();
    private volatile String faultyPlace = "";
    private volatile Throwable fault = new AssertionError("nothing armed");
    private volatile boolean hanging;
    private volatile ConnectionFactory factory;

    /** From now on this place throws this. */
    public void arm(String place, Throwable thrown) {
        fault = thrown;
        faultyPlace = place;
    }

    public void disarm() {
        faultyPlace = "";
    }

    /** Whether logins take until they are abandoned. */
    public void hang(boolean hang) {
        hanging = hang;
    }

    /** The places whose faults have been thrown. */
    public Set<String> landed() {
        return Set.copyOf(landed);
    }

    public long openSessions() {
        return sessions.stream().filter(Session::isOpen).count();
    }

    /** The sessions that the pool knows of. */
    public int trackedSessions() {
        return factory.sessions().size();
    }

    public ConnectionFactory factory(
            FactorySettings settings, UrlSource source, ConnectListener listener, LongSupplier nanoTime) {
        factory = new ConnectionFactory(settings, source, listener, nanoTime, (login, ignored) -> logIn());
        return factory;
    }

    /** Throws if this is the faulty place. */
    public void pass(String place) throws Throwable {
        if (faultyPlace.equals(place)) {
            landed.add(place);
            throw fault;
        }
    }

    /** The same for callbacks, which cannot throw checked exceptions. */
    public void passUnchecked(String place) {
        try {
            pass(place);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable checked) {
            throw new AssertionError(checked);
        }
    }

    private BaseConnection logIn() throws SQLException {
        try {
            Session session = new Session(new AttemptSocketFactory().createSocket());
            sessions.add(session);
            while (hanging && !session.socket.isClosed()) {
                LockSupport.parkNanos(1_000_000);
            }
            pass(LOGIN);
            if (faultyPlace.startsWith("ConnectListener.failed")) {
                throw new SQLException("staged, so that there is something to tell", "08001");
            }
            return proxy(BaseConnection.class, session);
        } catch (SQLException | RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable other) {
            throw new SQLException(other);
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object ofObject(Object self, Method method, Object[] args) {
        return switch (method.getName()) {
            case "equals" -> self == args[0];
            case "hashCode" -> System.identityHashCode(self);
            default -> "faulty " + System.identityHashCode(self);
        };
    }

    private final class Session implements InvocationHandler {
        private final Socket socket;
        private volatile boolean closed;
        private boolean autoCommit = true;
        private boolean readOnly;
        private boolean inTransaction;
        private int isolation = 2;
        private int networkTimeout;

        Session(Socket socket) {
            this.socket = socket;
        }

        boolean isOpen() {
            return !closed && !socket.isClosed();
        }

        @Override
        public Object invoke(Object self, Method method, Object[] args) throws Throwable {
            if (method.getDeclaringClass() == Object.class) {
                return ofObject(self, method, args);
            }
            pass(method.getName());
            return answer(method, args);
        }

        private Object answer(Method method, Object[] args) {
            switch (method.getName()) {
                case "close", "abort" -> closed = true;
                case "setAutoCommit" -> autoCommit = (Boolean) args[0];
                case "setReadOnly" -> readOnly = (Boolean) args[0];
                case "setTransactionIsolation" -> {
                    isolation = (Integer) args[0];
                    if (isolation < 1) {
                        throw new IllegalArgumentException("isolation level " + isolation);
                    }
                }
                case "setNetworkTimeout" -> networkTimeout = (Integer) args[1];
                case "rollback", "commit", "execSQLUpdate" -> inTransaction = false;
                default -> {}
            }
            return switch (method.getName()) {
                case "isClosed" -> !isOpen();
                case "isValid" -> isOpen();
                case "getAutoCommit" -> autoCommit;
                case "isReadOnly" -> readOnly;
                case "getTransactionIsolation" -> isolation;
                case "getNetworkTimeout" -> networkTimeout;
                case "getTransactionState" -> inTransaction ? TransactionState.OPEN : TransactionState.IDLE;
                case "createStatement" -> statement();
                case "getTypeMap" -> Map.of();
                default -> zero(method.getReturnType());
            };
        }

        private Statement statement() {
            return proxy(Statement.class, (self, method, args) -> {
                if (method.getDeclaringClass() == Object.class) {
                    return ofObject(self, method, args);
                }
                pass("Statement." + method.getName());
                if (method.getName().startsWith("execute")) {
                    inTransaction = !autoCommit || Arrays.asList(args).contains("begin");
                }
                return method.getReturnType() == ResultSet.class ? oneRow() : zero(method.getReturnType());
            });
        }
    }

    private static ResultSet oneRow() {
        return proxy(ResultSet.class, (self, method, args) -> {
            if (method.getDeclaringClass() == Object.class) {
                return ofObject(self, method, args);
            }
            return method.getReturnType() == boolean.class ? (Object) true : zero(method.getReturnType());
        });
    }

    private static Object zero(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        return type == long.class ? (Object) 0L : null;
    }
}
