package dev.dbpool.internal.jdbc;

import java.io.Closeable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ReplicationProtocol;
import org.postgresql.core.TypeInfo;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.largeobject.LargeObjectManager;

/**
 * Stands in for an object of the driver's that is known by interfaces of the driver's own: {@code PGConnection}, {@code
 * PGStatement}, a COPY under way. It reaches the driver's object while the connection is borrowed, and not after. What
 * JDBC has a method for goes to the borrowed object. What leads on to the session is stood in for in the same way;
 * CopyManager, LargeObjectManager and Fastpath are classes, so the driver's are made anew, around this.
 *
 * <p>A proxy of the JDK's, not generated code: the driver that runs may be newer than the one that was compiled against,
 * and its own interfaces change. As thread-safe as the driver's object.
 */
final class DriverFace implements InvocationHandler {
    private static final String DRIVER = "org.postgresql.";

    /** The interfaces of what the driver's own methods return and what speaks with the server: by type, by package. */
    private static final Set<Class<?>> LEADING_ON =
            Set.of(Closeable.class, QueryExecutor.class, ReplicationProtocol.class, TypeInfo.class);

    private static final List<String> PACKAGES_LEADING_ON = List.of(DRIVER + "copy", DRIVER + "replication");

    private final BorrowedObject borrowed;
    private final Object delegate;

    private DriverFace(BorrowedObject borrowed, Object delegate) {
        this.borrowed = borrowed;
        this.delegate = delegate;
    }

    /** Whether an object of this type can be stood in for. */
    static boolean covers(Class<?> type) {
        return type.isInterface() && type.getName().startsWith(DRIVER);
    }

    /** Stands in for {@code delegate}, the driver's side of {@code borrowed} or something that it returned. */
    static Object of(BorrowedObject borrowed, Object delegate) {
        return Proxy.newProxyInstance(
                delegate.getClass().getClassLoader(),
                interfacesOf(delegate).toArray(Class<?>[]::new),
                new DriverFace(borrowed, delegate));
    }

    private static Set<Class<?>> interfacesOf(Object delegate) {
        Set<Class<?>> all = new LinkedHashSet<>();
        for (Class<?> type = delegate.getClass(); type != null; type = type.getSuperclass()) {
            for (Class<?> one : type.getInterfaces()) {
                if (Modifier.isPublic(one.getModifiers())) {
                    all.add(one);
                }
            }
        }
        return all;
    }

    /** Whether what a method of the driver's returns by this interface leads on to the session. */
    static boolean leadsOn(Class<?> type) {
        return LEADING_ON.contains(type)
                || (covers(type) && PACKAGES_LEADING_ON.stream().anyMatch(type.getPackageName()::startsWith));
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return switch (method.getName()) {
                case "equals" -> arguments != null && self == arguments[0];
                case "hashCode" -> System.identityHashCode(self);
                default -> delegate.toString();
            };
        }
        if (method.getDeclaringClass().getName().startsWith("java.sql.")) {
            return call(borrowed, method, arguments);
        }
        if (borrowed.handle().isReturned()) {
            return afterTheReturn(method);
        }
        return switch (method.getName()) {
            case "getCopyAPI" -> new CopyManager((BaseConnection) self);
            case "getLargeObjectAPI" -> new LargeObjectManager((BaseConnection) self);
            case "getFastpathAPI" -> new Fastpath((BaseConnection) self);
            default -> ours(callDriver(method, arguments));
        };
    }

    private @Nullable Object callDriver(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return call(delegate, method, arguments);
        } catch (SQLException failure) {
            borrowed.handle().noteFailure(failure);
            throw failure;
        }
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private @Nullable Object ours(@Nullable Object value) {
        Object led = borrowed.ours(value);
        boolean asItWas = led != null && led == value;
        return asItWas && interfacesOf(led).stream().anyMatch(DriverFace::leadsOn) ? of(borrowed.handle(), led) : led;
    }

    /** Ended objects may be asked whether they have ended, and be closed once more; all else is refused. */
    private @Nullable Object afterTheReturn(Method method) throws Exception {
        return switch (method.getName()) {
            case "close" -> null;
            case "isClosed" -> true;
            case "isActive" -> false;
            default -> throw refusal(method);
        };
    }

    private Exception refusal(Method method) {
        SQLException closed = borrowed.handle().closed();
        return Stream.of(method.getExceptionTypes()).anyMatch(thrown -> thrown.isInstance(closed))
                ? closed
                : new IllegalStateException(closed.getMessage(), closed);
    }
}
