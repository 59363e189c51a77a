package dev.dbpool.benchmarks.peers;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.modifier.Visibility;
import net.bytebuddy.dynamic.loading.ClassLoadingStrategy;
import net.bytebuddy.implementation.StubMethod;
import net.bytebuddy.matcher.ElementMatchers;
import org.jspecify.annotations.Nullable;

/** Makes sessions without a server, for the pools that want a driver and for those that want a connection. */
public final class StubDriver implements Driver {
    /** Of no other driver, so that none is asked by mistake. */
    public static final String URL = "jdbc:stub:";

    /** Set for a JVM in which logins take time. */
    public static final String LOGIN_TAKES = "bench.login.millis";

    private static final long LOGIN_MILLIS = Long.getLong(LOGIN_TAKES, 0);

    private static final Class<? extends StubConnection> SESSION = new ByteBuddy()
            .subclass(StubConnection.class)
            .name(StubConnection.class.getPackageName() + ".StubSession")
            .modifiers(Visibility.PUBLIC)
            .method(ElementMatchers.isAbstract())
            .intercept(StubMethod.INSTANCE)
            .make()
            .load(StubDriver.class.getClassLoader(), ClassLoadingStrategy.UsingLookup.of(MethodHandles.lookup()))
            .getLoaded();

    /** For the pools, which make it by its class. */
    public StubDriver() {}

    /** A new session, after the time that a login takes. */
    public static StubConnection session() {
        if (LOGIN_MILLIS > 0) {
            logIn();
        }
        try {
            return SESSION.getConstructor().newInstance();
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void logIn() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOGIN_MILLIS);
        } catch (InterruptedException givenUp) {
            Thread.currentThread().interrupt();
        }
    }

    /** A statement or result set that does nothing, off the measured path. */
    static <T> T make(Class<T> type, Connection session) {
        return type.cast(Proxy.newProxyInstance(
                StubDriver.class.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer(method.getReturnType(), session)));
    }

    private static @Nullable Object answer(Class<?> type, Connection session) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == Connection.class) {
            return session;
        }
        return type == ResultSet.class ? make(ResultSet.class, session) : null;
    }

    @Override
    public Connection connect(String url, Properties properties) {
        return session();
    }

    @Override
    public boolean acceptsURL(String url) {
        return URL.equals(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return 1;
    }

    @Override
    public int getMinorVersion() {
        return 0;
    }

    @Override
    public boolean jdbcCompliant() {
        return false;
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getGlobal();
    }
}
