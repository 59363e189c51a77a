package dev.dbpool.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dbpool.internal.factory.PhysicalConnection;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLClientInfoException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
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
            Set.of("close", "abort", "isClosed", "isValid", "getConnection", "unwrap", "isWrapperFor");
    private static final Set<String> DRIVER_CONSTANTS = Set.of("getDriverMajorVersion", "getDriverMinorVersion");

    /** One JDBC interface: our object around the driver's. */
    private record Face<T>(Class<T> type, BiFunction<BorrowedConnection, T, T> wrap) {}

    private static Stream<Face<?>> faces() {
        return Stream.of(
                new Face<>(Statement.class, BorrowedStatement<Statement>::new),
                new Face<>(PreparedStatement.class, DelegatingPreparedStatement<PreparedStatement>::new),
                new Face<>(CallableStatement.class, DelegatingCallableStatement<CallableStatement>::new),
                new Face<>(ResultSet.class, (borrowed, results) -> new BorrowedResultSet(borrowed, results, null)),
                new Face<>(DatabaseMetaData.class, DelegatingDatabaseMetaData<DatabaseMetaData>::new));
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
                if (method.getParameterTypes()[i].isPrimitive()) {
                    assertThat(call.arguments().get(i)).isEqualTo(arguments[i]);
                } else {
                    assertThat(call.arguments().get(i)).isSameAs(arguments[i]);
                }
            }
            assertLeadsBack(scene, result, answer);
        });
    }

    private static void assertLeadsBack(Scene scene, Object result, Object answer) throws SQLException {
        if (result instanceof Statement statement) {
            assertThat(statement.getConnection()).isSameAs(scene.borrowed);
        } else if (result instanceof DatabaseMetaData metaData) {
            assertThat(metaData.getConnection()).isSameAs(scene.borrowed);
        } else if (result instanceof ResultSet results) {
            assertThat(results).isInstanceOf(BorrowedResultSet.class);
            if (scene.ours instanceof Statement) {
                assertThat(results.getStatement()).isSameAs(scene.ours);
            }
        } else if (answer != null && (answer instanceof Number || answer instanceof Boolean)) {
            assertThat(result).isEqualTo(answer);
        } else {
            assertThat(result).isSameAs(answer);
        }
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
    Stream<DynamicTest> closesTheDriversObjectWhileBorrowedOnly() {
        return faces().filter(face -> face.type() != DatabaseMetaData.class)
                .map(face -> DynamicTest.dynamicTest(face.type().getSimpleName(), () -> {
                    Scene lent = Scene.of(face);
                    ((AutoCloseable) lent.ours).close();
                    assertThat(lent.driver.calls)
                            .extracting(call -> call.method().getName())
                            .containsExactly("close");

                    Scene returned = Scene.of(face);
                    returned.borrowed.close();
                    ((AutoCloseable) returned.ours).close();
                    assertThat(face.type().getMethod("isClosed").invoke(returned.ours))
                            .isEqualTo(true);
                    assertThat(returned.driver.calls).isEmpty();
                }));
    }

    @TestFactory
    Stream<DynamicTest> unwrapsToItselfAndToTheDriversTypesButNotRoundTheConnection() {
        return faces().map(face -> DynamicTest.dynamicTest(face.type().getSimpleName(), () -> {
            Scene scene = Scene.of(face);
            Method unwrap = face.type().getMethod("unwrap", Class.class);
            Method isWrapperFor = face.type().getMethod("isWrapperFor", Class.class);
            Object driversOwn = new StringBuilder();

            assertThat(scene.call(unwrap, face.type())).isSameAs(scene.ours);
            assertThat(scene.call(isWrapperFor, face.type())).isEqualTo(true);
            assertThat(scene.driver.calls).isEmpty();

            scene.driver.answers(true);
            assertThat(scene.call(isWrapperFor, PhysicalConnection.class)).isEqualTo(false);
            assertThat(scene.call(isWrapperFor, Connection.class)).isEqualTo(false);
            assertThat(catchThrowable(() -> scene.call(unwrap, PhysicalConnection.class)))
                    .isInstanceOf(SQLException.class);
            assertThat(scene.driver.calls).isEmpty();

            assertThat(scene.call(isWrapperFor, StringBuilder.class)).isEqualTo(true);
            scene.driver.answers(driversOwn);
            assertThat(scene.call(unwrap, StringBuilder.class)).isSameAs(driversOwn);
        }));
    }
}
