package dev.dbpool.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.PGRefCursorResultSet;
import org.postgresql.PGResultSetMetaData;
import org.postgresql.PGStatement;
import org.postgresql.copy.CopyManager;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.BaseStatement;
import org.postgresql.core.CachedQuery;
import org.postgresql.core.Encoding;
import org.postgresql.core.ParameterList;
import org.postgresql.core.ProtocolVersion;
import org.postgresql.core.Query;
import org.postgresql.core.TransactionState;
import org.postgresql.fastpath.Fastpath;
import org.postgresql.jdbc.AutoSave;
import org.postgresql.jdbc.EscapeSyntaxCallMode;
import org.postgresql.jdbc.PreferQueryMode;
import org.postgresql.jdbc.TimestampUtils;
import org.postgresql.largeobject.LargeObjectManager;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.ReplicationSlotInfo;
import org.postgresql.util.HostSpec;
import org.postgresql.util.LruCache;
import org.postgresql.xml.PGXmlFactoryFactory;

/** Walks over all interfaces of the driver, so that a new one, or a new method of one, cannot be forgotten. */
class DriverFaceTest {
    /** What {@code unwrap} gives. */
    private static final Set<Class<?>> UNWRAPPED = Set.of(
            BaseConnection.class,
            BaseStatement.class,
            PGConnection.class,
            PGRefCursorResultSet.class,
            PGResultSetMetaData.class,
            PGStatement.class);

    /** Interfaces that do not speak with a server, or that the application or the driver implements for the other. */
    private static final Set<String> PLAIN_INTERFACES = Set.of(
            "PGNotification",
            "core.ParameterList",
            "core.Provider",
            "core.Query",
            "core.ResultCursor",
            "core.ResultHandler",
            "core.Version",
            "core.v3.SqlSerializationContext",
            "core.v3.TypeTransferModeRegistry",
            "hostchooser.HostChooser",
            "jdbc2.ArrayAssistant",
            "plugin.AuthenticationPlugin",
            "sspi.ISSPIClient",
            "util.ByteStreamWriter",
            "util.CanEstimateSize",
            "util.Gettable",
            "util.LazyCleaner",
            "util.PGBinaryObject",
            "xml.PGXmlFactoryFactory");

    /** What methods of the driver's return beside JDBC and what is stood in for: values, or parts without a session. */
    private static final Set<Class<?>> PLAIN_RESULTS = Set.of(
            AutoSave.class,
            CachedQuery.class,
            Encoding.class,
            EscapeSyntaxCallMode.class,
            HostSpec.class,
            LogSequenceNumber.class,
            LruCache.class,
            PGNotification.class,
            PGXmlFactoryFactory.class,
            ParameterList.class,
            PreferQueryMode.class,
            ProtocolVersion.class,
            Query.class,
            ReplicationSlotInfo.class,
            TimestampUtils.class,
            TransactionState.class);

    /** Classes, whose objects are made anew around ours. */
    private static final Set<Class<?>> MADE_ANEW = Set.of(CopyManager.class, Fastpath.class, LargeObjectManager.class);

    private static final Set<String> ANSWERED_AFTER_THE_RETURN = Set.of("close", "isClosed", "isActive");

    private static List<Class<?>> interfacesOfTheDriver() throws IOException, URISyntaxException {
        URI driver = PGConnection.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        List<Class<?>> found = new ArrayList<>();
        try (JarFile jar = new JarFile(Path.of(driver).toFile())) {
            for (JarEntry entry : jar.stream().toList()) {
                String name = entry.getName();
                if (name.startsWith("org/postgresql/") && name.endsWith(".class") && !name.contains("/shaded/")) {
                    found.add(load(name.replace('/', '.').substring(0, name.length() - ".class".length())));
                }
            }
        }
        found.removeIf(type -> type == null || !type.isInterface() || !isPublic(type));
        return found;
    }

    /** Null for what needs a library that is not there, such as OSGi's. */
    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PGConnection.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    private static boolean isPublic(Class<?> type) {
        return Modifier.isPublic(type.getModifiers()) && !type.isAnnotation() && type.getEnclosingClass() == null;
    }

    private static List<Class<?>> stoodInFor() throws IOException, URISyntaxException {
        return interfacesOfTheDriver().stream()
                .filter(type -> UNWRAPPED.contains(type) || DriverFace.leadsOn(type))
                .toList();
    }

    @Test
    void everyInterfaceOfTheDriverIsStoodInForOrKnownToBePlain() throws Exception {
        Set<String> unknown = new TreeSet<>();
        for (Class<?> type : interfacesOfTheDriver()) {
            String name = type.getName().substring("org.postgresql.".length());
            boolean plain = PLAIN_INTERFACES.contains(name);
            boolean stoodInFor = UNWRAPPED.contains(type) || DriverFace.leadsOn(type);
            assertThat(plain && stoodInFor).as(name).isFalse();
            if (!plain && !stoodInFor) {
                unknown.add(name);
            }
        }
        assertThat(unknown).as("may they reach the session?").isEmpty();
        assertThat(stoodInFor()).hasSizeGreaterThan(15);
    }

    @Test
    void everyResultOfTheDriversMethodsIsStoodInForOrKnownToBePlain() throws Exception {
        Set<String> unknown = new TreeSet<>();
        for (Class<?> face : stoodInFor()) {
            for (Method method : driversMethods(face).toList()) {
                Class<?> result = method.getReturnType();
                Class<?> one = result.isArray() ? result.getComponentType() : result;
                boolean drivers = one.getName().startsWith("org.postgresql.") || one == Closeable.class;
                if (drivers && !PLAIN_RESULTS.contains(one) && !MADE_ANEW.contains(one) && !DriverFace.leadsOn(one)) {
                    unknown.add(method.toString());
                }
            }
        }
        assertThat(unknown).as("may what they return reach the session?").isEmpty();
    }

    private static Stream<Method> driversMethods(Class<?> face) {
        return Arrays.stream(face.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !method.getDeclaringClass().getName().startsWith("java."));
    }

    private interface Clause {
        void check(Method method, RecordingStub<?> driver, BorrowedConnection borrowed, Object ours) throws Throwable;
    }

    private static Stream<DynamicTest> everyMethod(Clause clause) throws IOException, URISyntaxException {
        return stoodInFor().stream()
                .flatMap(face -> driversMethods(face)
                        .filter(method -> !MADE_ANEW.contains(method.getReturnType()))
                        .map(method -> DynamicTest.dynamicTest(face.getSimpleName() + "." + method.getName(), () -> {
                            RecordingStub<?> driver = new RecordingStub<>(face);
                            BorrowedConnection borrowed = borrow();
                            clause.check(method, driver, borrowed, DriverFace.of(borrowed, driver.proxy));
                        })));
    }

    private static BorrowedConnection borrow() {
        ReturnPath nobody = new ReturnPath() {
            @Override
            public void returned(BorrowedConnection connection) {}

            @Override
            public void discarded(BorrowedConnection connection) {}
        };
        StubSession session = new StubSession(new RecordingStub<>(Connection.class).proxy);
        return new BorrowedConnection(session, nobody, Thread.currentThread(), 0);
    }

    /** Null stands for objects of classes. */
    private static Object sample(Class<?> type) {
        boolean simple = type.isPrimitive() || type.isInterface() || type.isArray() || type == String.class;
        return simple ? JdbcSamples.of(type) : null;
    }

    private static Object call(Object target, Method method) throws Throwable {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(DriverFaceTest::sample)
                .toArray();
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @TestFactory
    Stream<DynamicTest> passesTheCallOnAndStandsInForWhatLeadsOn() throws Exception {
        return everyMethod((method, driver, borrowed, ours) -> {
            Object answer = sample(method.getReturnType());
            driver.answers(answer);

            Object result = call(ours, method);

            assertThat(driver.calls).hasSize(1);
            assertThat(driver.calls.get(0).method().getName()).isEqualTo(method.getName());
            if (result instanceof BorrowedObject led) {
                assertThat(led.handle()).isSameAs(borrowed);
            } else if (DriverFace.leadsOn(method.getReturnType())) {
                assertThat(Proxy.getInvocationHandler(result)).isInstanceOf(DriverFace.class);
            } else {
                assertThat(result).isEqualTo(answer);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> reachesNothingOnceTheConnectionIsReturned() throws Exception {
        return everyMethod((method, driver, borrowed, ours) -> {
            borrowed.close();

            Throwable thrown = catchThrowable(() -> call(ours, method));

            assertThat(driver.calls).isEmpty();
            if (ANSWERED_AFTER_THE_RETURN.contains(method.getName())) {
                assertThat(thrown).isNull();
            } else {
                boolean checked = Arrays.asList(method.getExceptionTypes()).contains(SQLException.class);
                assertThat(thrown)
                        .isInstanceOf(checked ? SQLException.class : IllegalStateException.class)
                        .hasMessage("connection is closed");
            }
        });
    }

    @Test
    void failuresPassUnchangedAndAreNoted() throws Throwable {
        RecordingStub<PGConnection> driver = new RecordingStub<>(PGConnection.class);
        BorrowedConnection borrowed = borrow();
        SQLException refused = new SQLException("read-only transaction", "25006");
        driver.fails(() -> refused);
        PGConnection ours = (PGConnection) DriverFace.of(borrowed, driver.proxy);

        assertThat(catchThrowable(() -> ours.escapeLiteral("x"))).isSameAs(refused);
        assertThat(borrowed.mustDiscard()).isTrue();
    }

    @Test
    void isEqualToItselfOnlyAndHasTheDriversText() {
        BorrowedConnection borrowed = borrow();
        PGConnection driver = new RecordingStub<>(PGConnection.class).proxy;
        Object one = DriverFace.of(borrowed, driver);
        assertThat(Set.of(one, DriverFace.of(borrowed, driver), driver))
                .hasSize(3)
                .contains(one);
        assertThat(one).hasToString("stub");
    }
}
