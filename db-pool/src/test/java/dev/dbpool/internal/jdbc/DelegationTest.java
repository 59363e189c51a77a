package dev.dbpool.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dbpool.internal.factory.PhysicalConnection;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Blob;
import java.sql.CallableStatement;
import java.sql.Clob;
import java.sql.Connection;
import java.sql.ConnectionBuilder;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.NClob;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.Ref;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLClientInfoException;
import java.sql.SQLData;
import java.sql.SQLException;
import java.sql.SQLInput;
import java.sql.SQLOutput;
import java.sql.SQLXML;
import java.sql.Savepoint;
import java.sql.ShardingKeyBuilder;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Wrapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Walks over every method of the JDBC interfaces, so that none can be forgotten, default methods included. */
class DelegationTest {
    private static final Pattern REPORTS_READ_ONLY =
            Pattern.compile("execute(Query|Update|Large(Update|Batch)|Batch)?|(insert|update|delete)Row|commit");
    private static final Set<String> ANSWERED_HERE =
            Set.of("close", "free", "abort", "isClosed", "isValid", "getConnection", "unwrap", "isWrapperFor");

    /** What the session keeps is copied on its way. */
    private static final Set<String> COPIED = Set.of("getTypeMap", "setTypeMap", "getClientInfo");

    private static final Set<String> DRIVER_CONSTANTS = Set.of("getDriverMajorVersion", "getDriverMinorVersion");

    /** What a column may hold, beside plain values. */
    private static final List<Class<?>> VALUES = List.of(
            ResultSet.class, Array.class, Blob.class, Clob.class, NClob.class, SQLXML.class, Struct.class, Ref.class);

    /** Interfaces of JDBC that no connection hands out: ours to implement for the driver, or what makes connections. */
    private static final Set<Class<?>> NOT_HANDED_OUT = Set.of(
            ConnectionBuilder.class,
            Driver.class,
            SQLData.class,
            SQLInput.class,
            SQLOutput.class,
            ShardingKeyBuilder.class,
            Wrapper.class);

    /** One JDBC interface: our object around the driver's. */
    private record Face<T>(Class<T> type, BiFunction<BorrowedConnection, T, T> wrap) {}

    private static Stream<Face<?>> faces() {
        return Stream.of(
                new Face<>(Statement.class, BorrowedStatement<Statement>::new),
                new Face<>(PreparedStatement.class, DelegatingPreparedStatement<PreparedStatement>::new),
                new Face<>(CallableStatement.class, DelegatingCallableStatement<CallableStatement>::new),
                new Face<>(ResultSet.class, (borrowed, results) -> new BorrowedResultSet(borrowed, results, null)),
                new Face<>(DatabaseMetaData.class, DelegatingDatabaseMetaData<DatabaseMetaData>::new),
                new Face<>(ResultSetMetaData.class, DelegatingResultSetMetaData<ResultSetMetaData>::new),
                new Face<>(ParameterMetaData.class, DelegatingParameterMetaData<ParameterMetaData>::new),
                new Face<>(Array.class, DelegatingArray<Array>::new),
                new Face<>(Blob.class, DelegatingBlob<Blob>::new),
                new Face<>(Clob.class, DelegatingClob<Clob>::new),
                new Face<>(NClob.class, DelegatingNClob<NClob>::new),
                new Face<>(SQLXML.class, DelegatingSQLXML<SQLXML>::new),
                new Face<>(Ref.class, DelegatingRef<Ref>::new),
                new Face<>(Struct.class, DelegatingStruct<Struct>::new),
                new Face<>(Savepoint.class, DelegatingSavepoint<Savepoint>::new));
    }

    /** Our object and the driver's, for one call. */
    private static final class Scene {
        final RecordingStub<?> driver;
        final BorrowedConnection borrowed;
        final Object ours;

        private Scene(RecordingStub<?> driver, BorrowedConnection borrowed, Object ours) {
            this.driver = driver;
            this.borrowed = borrowed;
            this.ours = ours;
        }

        static <T> Scene of(Face<T> face) {
            RecordingStub<T> driver = new RecordingStub<>(face.type());
            BorrowedConnection borrowed = borrow(new RecordingStub<>(Connection.class).proxy);
            return new Scene(driver, borrowed, face.wrap().apply(borrowed, driver.proxy));
        }

        static Scene ofConnection() {
            RecordingStub<Connection> engine = new RecordingStub<>(Connection.class);
            BorrowedConnection borrowed = borrow(engine.proxy);
            return new Scene(engine, borrowed, borrowed);
        }

        private static BorrowedConnection borrow(Connection engine) {
            ReturnPath nobody = new ReturnPath() {
                @Override
                public void returned(BorrowedConnection connection) {}

                @Override
                public void discarded(BorrowedConnection connection) {}
            };
            return new BorrowedConnection(new StubSession(engine), nobody, Thread.currentThread(), 0);
        }

        Object call(Method method, Object... arguments) throws Throwable {
            try {
                return method.invoke(ours, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    /** Whether our class has the method itself. Otherwise a newer JDK added it, and its default runs on our object. */
    private static boolean delegated(Class<?> ours, Method method) {
        try {
            return !ours.getMethod(method.getName(), method.getParameterTypes())
                    .getDeclaringClass()
                    .isInterface();
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    private interface Clause {
        void check(Method method, Scene scene) throws Throwable;
    }

    private static Stream<DynamicTest> everyMethod(Clause clause) {
        Stream<DynamicTest> connection = methods(Connection.class)
                .map(method -> DynamicTest.dynamicTest(
                        title(method, Connection.class), () -> clause.check(method, Scene.ofConnection())));
        Stream<DynamicTest> others = faces().flatMap(face -> methods(face.type())
                .map(method -> DynamicTest.dynamicTest(
                        title(method, face.type()), () -> clause.check(method, Scene.of(face)))));
        return Stream.concat(connection, others);
    }

    /** An interface whose methods never throw an SQLException cannot reach a server: RowId, SQLType, ShardingKey. */
    @Test
    void everyInterfaceOfJdbcThatMayReachTheServerIsDelegated() throws IOException {
        List<Class<?>> reaching = new ArrayList<>();
        for (Class<?> type : typesOfJdbc()) {
            boolean reaches = Arrays.stream(type.getMethods())
                    .anyMatch(
                            method -> Arrays.asList(method.getExceptionTypes()).contains(SQLException.class));
            if (type.isInterface() && reaches && !NOT_HANDED_OUT.contains(type)) {
                reaching.add(type);
            }
        }
        assertThat(reaching)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of(Connection.class), faces().map(Face::type))
                        .toList());
    }

    private static List<Class<?>> typesOfJdbc() throws IOException {
        List<Class<?>> types = new ArrayList<>();
        Path packageOfJdbc = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.sql/java/sql");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(packageOfJdbc, "*.class")) {
            for (Path file : files) {
                String name = file.getFileName().toString().replace(".class", "");
                Class<?> type = Class.forName("java.sql." + name, false, Connection.class.getClassLoader());
                if (Modifier.isPublic(type.getModifiers())) {
                    types.add(type);
                }
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
        return types;
    }

    @Test
    @EnabledForJreRange(max = JRE.JAVA_17, disabledReason = "the library is compiled for 17; a newer JDK may have more")
    void everyMethodOfTheReleaseIsDelegated() {
        Stream<Object> ours =
                Stream.concat(Stream.of(Scene.ofConnection().ours), faces().map(face -> Scene.of(face).ours));
        assertThat(ours)
                .allSatisfy(one -> assertThat(
                                Arrays.stream(one.getClass().getMethods()).filter(method -> !isStatic(method)))
                        .allMatch(method -> delegated(one.getClass(), method)));
    }

    private static Stream<Method> methods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !isStatic(method))
                .filter(method -> !ANSWERED_HERE.contains(method.getName()));
    }

    private static boolean isStatic(Method method) {
        return Modifier.isStatic(method.getModifiers());
    }

    private static String title(Method method, Class<?> type) {
        return type.getSimpleName() + "." + method.getName() + Arrays.toString(method.getParameterTypes());
    }

    private static Object[] arguments(Method method) {
        return Arrays.stream(method.getParameterTypes()).map(JdbcSamples::of).toArray();
    }

    @TestFactory
    Stream<DynamicTest> passesTheCallOnAndTheResultBack() {
        return everyMethod((method, scene) -> {
            if (!delegated(scene.ours.getClass(), method)) {
                return;
            }
            Object[] arguments = arguments(method);
            Object answer = JdbcSamples.of(method.getReturnType());
            scene.driver.answers(answer);

            Object result = scene.call(method, arguments);

            if (method.getName().equals("getStatement")) {
                assertThat(((Statement) result).getConnection()).isSameAs(scene.borrowed);
                return;
            }
            assertThat(scene.driver.calls).hasSize(1);
            RecordingStub.Call call = scene.driver.calls.get(0);
            assertThat(call.method().getName()).isEqualTo(method.getName());
            assertThat(call.method().getParameterTypes()).isEqualTo(method.getParameterTypes());
            assertThat(call.arguments()).hasSameSizeAs(arguments);
            for (int i = 0; i < arguments.length; i++) {
                if (method.getParameterTypes()[i].isPrimitive() || COPIED.contains(method.getName())) {
                    assertThat(call.arguments().get(i)).isEqualTo(arguments[i]);
                } else {
                    assertThat(call.arguments().get(i)).isSameAs(arguments[i]);
                }
            }
            assertLeadsBack(scene, method, result, answer);
        });
    }

    private static void assertLeadsBack(Scene scene, Method method, Object result, Object answer) throws SQLException {
        boolean locator = scene.ours instanceof Blob || scene.ours instanceof Clob;
        if (result instanceof ResultSet results && scene.ours instanceof Statement) {
            assertThat(results.getStatement()).isSameAs(scene.ours);
        }
        if (faces().anyMatch(face -> face.type().isInstance(result))) {
            assertThat(result)
                    .isInstanceOfSatisfying(
                            BorrowedObject.class,
                            led -> assertThat(led.handle()).isSameAs(scene.borrowed));
        } else if (locator && (result instanceof Closeable)) {
            scene.borrowed.close();
            assertThatThrownBy(() -> use((Closeable) result)).hasMessage("connection is closed");
        } else if (answer instanceof Number || answer instanceof Boolean || COPIED.contains(method.getName())) {
            assertThat(result).isEqualTo(answer);
        } else {
            assertThat(result).isSameAs(answer);
        }
    }

    private static void use(Closeable stream) throws IOException {
        if (stream instanceof InputStream in) {
            in.read();
        } else if (stream instanceof OutputStream out) {
            out.write(1);
        } else if (stream instanceof Reader reader) {
            reader.read();
        } else {
            ((Writer) stream).write('x');
        }
    }

    /** Where the driver decides what a value is, it may be any of JDBC's objects. */
    @TestFactory
    Stream<DynamicTest> leadsBackWhateverAValueTurnsOutToBe() {
        return everyMethod((method, scene) -> {
            if (method.getReturnType() != Object.class || scene.ours instanceof Savepoint) {
                return;
            }
            for (Class<?> type : VALUES) {
                Object value = new RecordingStub<>(type).proxy;
                scene.driver.answers(value);
                Object[] arguments = arguments(method);
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = arguments[i] instanceof Class ? type : arguments[i];
                }
                Object result = scene.call(method, arguments);
                assertThat(result)
                        .isNotSameAs(value)
                        .isInstanceOf(type)
                        .isInstanceOfSatisfying(
                                BorrowedObject.class,
                                led -> assertThat(led.handle()).isSameAs(scene.borrowed));
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> givesTheDriverItsOwnObjectsBackAndNoneOfAReturnedConnection() {
        return everyMethod((method, scene) -> {
            for (int i = 0; i < method.getParameterCount(); i++) {
                Class<?> parameter = method.getParameterTypes()[i];
                for (Face<?> face : faces().toList()) {
                    if (parameter == face.type() || (parameter == Object.class && face.type() == Blob.class)) {
                        Scene other = Scene.of(face);
                        Object[] arguments = arguments(method);
                        arguments[i] = other.ours;
                        scene.call(method, arguments);
                        List<RecordingStub.Call> calls = scene.driver.calls;
                        assertThat(calls.get(calls.size() - 1).arguments().get(i))
                                .isSameAs(other.driver.proxy);

                        int before = calls.size();
                        other.borrowed.close();
                        assertThatThrownBy(() -> scene.call(method, arguments)).hasMessage("connection is closed");
                        assertThat(calls).hasSize(before);
                    }
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> passesErrorsUnchangedAndWatchesForServersThatRefuseToWrite() {
        return everyMethod((method, scene) -> {
            if (DRIVER_CONSTANTS.contains(method.getName()) || !delegated(scene.ours.getClass(), method)) {
                return;
            }
            SQLException failure = Arrays.asList(method.getExceptionTypes()).contains(SQLException.class)
                    ? new SQLException("no", "25006")
                    : new SQLClientInfoException("no", "25006", Map.of());
            scene.driver.fails(() -> failure);

            assertThat(catchThrowable(() -> scene.call(method, arguments(method))))
                    .isSameAs(failure);
            assertThat(scene.borrowed.mustDiscard())
                    .isEqualTo(REPORTS_READ_ONLY.matcher(method.getName()).matches());
        });
    }

    @TestFactory
    Stream<DynamicTest> leavesTheSessionAloneOnceTheConnectionIsReturned() {
        return everyMethod((method, scene) -> {
            if (DRIVER_CONSTANTS.contains(method.getName())) {
                return;
            }
            scene.borrowed.close();
            if (!delegated(scene.ours.getClass(), method)) {
                Throwable unused = catchThrowable(() -> scene.call(method, arguments(method)));
                assertThat(scene.driver.calls).isEmpty();
                return;
            }

            assertThat(catchThrowable(() -> scene.call(method, arguments(method))))
                    .isInstanceOf(SQLException.class)
                    .hasMessage("connection is closed")
                    .satisfies(thrown ->
                            assertThat(((SQLException) thrown).getSQLState()).isEqualTo("08003"));
            assertThat(scene.driver.calls).isEmpty();
        });
    }

    @TestFactory
    Stream<DynamicTest> closesAndFreesTheDriversObjectWhileBorrowedOnly() {
        return faces().flatMap(face -> Arrays.stream(face.type().getMethods())
                .filter(method -> Set.of("close", "free").contains(method.getName()))
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .map(ending -> DynamicTest.dynamicTest(title(ending, face.type()), () -> {
                    Scene lent = Scene.of(face);
                    lent.call(ending);
                    assertThat(lent.driver.calls)
                            .extracting(call -> call.method().getName())
                            .containsExactly(ending.getName());

                    Scene returned = Scene.of(face);
                    returned.borrowed.close();
                    returned.call(ending);
                    if (ending.getName().equals("close")) {
                        Method isClosed = face.type().getMethod("isClosed");
                        assertThat(returned.call(isClosed)).isEqualTo(true);
                    }
                    assertThat(returned.driver.calls).isEmpty();
                })));
    }

    @TestFactory
    Stream<DynamicTest> unwrapsToItselfAndToTheDriversTypesButNotRoundTheConnection() {
        return faces().filter(face -> Wrapper.class.isAssignableFrom(face.type()))
                .map(face -> DynamicTest.dynamicTest(face.type().getSimpleName(), () -> {
                    Scene scene = Scene.of(face);
                    Method unwrap = face.type().getMethod("unwrap", Class.class);
                    Method isWrapperFor = face.type().getMethod("isWrapperFor", Class.class);
                    Object driversOwn = new StringBuilder();

                    assertThat(scene.call(unwrap, face.type())).isSameAs(scene.ours);
                    assertThat(scene.call(isWrapperFor, face.type())).isEqualTo(true);
                    assertThat(scene.driver.calls).isEmpty();

                    scene.driver.answers(true);
                    assertThat(scene.call(isWrapperFor, PhysicalConnection.class))
                            .isEqualTo(false);
                    assertThat(scene.call(isWrapperFor, Connection.class)).isEqualTo(false);
                    assertThat(catchThrowable(() -> scene.call(unwrap, PhysicalConnection.class)))
                            .isInstanceOf(SQLException.class);
                    assertThat(scene.driver.calls).isEmpty();

                    assertThat(scene.call(isWrapperFor, StringBuilder.class)).isEqualTo(true);
                    scene.driver.answers(driversOwn);
                    assertThat(scene.borrowed.mustDiscard()).isFalse();
                    assertThat(scene.call(unwrap, StringBuilder.class)).isSameAs(driversOwn);
                    assertThat(scene.borrowed.mustDiscard()).isTrue();
                }));
    }
}
