package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.AutoSave;

/** Which calls of the driver a reset makes, and in which order. What they do is in SessionResetOnPostgresTest. */
class SessionResetTest {
    private static final int NOTHING = 0;

    /** Calls that change something, with their arguments. */
    private final List<String> calls = new ArrayList<>();

    private final Map<String, Class<?>> typeMap = new HashMap<>();
    private TransactionState state = TransactionState.IDLE;
    private final BaseConnection session = (BaseConnection) Proxy.newProxyInstance(
            SessionResetTest.class.getClassLoader(), new Class<?>[] {BaseConnection.class}, this::answer);
    private SessionReset reset;

    @BeforeEach
    void loggedIn() throws SQLException {
        typeMap.put("point", Double.class);
        reset = new SessionReset(session);
        assertThat(calls).as("changed by reading").isEmpty();
    }

    private Object answer(Object self, Method method, Object[] arguments) {
        String name = method.getName();
        if (name.startsWith("set") || name.startsWith("exec")) {
            calls.add(name
                    + Stream.of(arguments)
                            .filter(argument -> !(argument instanceof Executor))
                            .toList());
        }
        return switch (name) {
            case "getAutoCommit" -> true;
            case "isReadOnly" -> false;
            case "getNetworkTimeout" -> 7;
            case "getHoldability" -> 2;
            case "getTypeMap" -> typeMap;
            case "getClientInfo" -> "service";
            case "getPrepareThreshold" -> 5;
            case "getDefaultFetchSize" -> 100;
            case "getAdaptiveFetch" -> true;
            case "getQueryTimeout" -> 30;
            case "getAutosave" -> AutoSave.CONSERVATIVE;
            case "getTransactionState" -> state;
            default -> null;
        };
    }

    private List<String> run(int changed, boolean discardAll) throws SQLException {
        calls.clear();
        if (SessionReset.needed(session, changed, discardAll)) {
            reset.run(session, changed, discardAll);
        }
        return calls;
    }

    static Stream<Arguments> rows() {
        return Stream.of(
                Arguments.of(SessionReset.AUTO_COMMIT, "setAutoCommit[true]"),
                Arguments.of(SessionReset.READ_ONLY, "setReadOnly[false]"),
                Arguments.of(SessionReset.ISOLATION, "execSQLUpdate[RESET default_transaction_isolation;]"),
                Arguments.of(SessionReset.SCHEMA, "execSQLUpdate[RESET search_path;]"),
                Arguments.of(SessionReset.NETWORK_TIMEOUT, "setNetworkTimeout[7]"),
                Arguments.of(SessionReset.HOLDABILITY, "setHoldability[2]"),
                Arguments.of(SessionReset.TYPE_MAP, "setTypeMap[{point=class java.lang.Double}]"),
                Arguments.of(SessionReset.CLIENT_INFO, "setClientInfo[ApplicationName, service]"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("rows")
    void whatWasChangedAloneIsReset(int changed, String call) throws SQLException {
        assertThat(run(changed, false)).containsExactly(call);
    }

    @Test
    void whatWasNotChangedIsLeftAlone() throws SQLException {
        assertThat(run(NOTHING, false)).isEmpty();
        assertThat(SessionReset.needed(session, NOTHING, false)).isFalse();
    }

    @Test
    void aTransactionIsRolledBackHoweverItWasBegun() throws SQLException {
        for (TransactionState open : new TransactionState[] {TransactionState.OPEN, TransactionState.FAILED}) {
            state = open;
            assertThat(run(NOTHING, false)).containsExactly("execSQLUpdate[ROLLBACK;]");
        }
    }

    @Test
    void whatTheServerIsAskedForGoesInOneMessage() throws SQLException {
        state = TransactionState.OPEN;
        assertThat(run(SessionReset.ISOLATION | SessionReset.SCHEMA, false))
                .containsExactly("execSQLUpdate[ROLLBACK;RESET default_transaction_isolation;RESET search_path;]");
    }

    @Test
    void discardAllCoversIsolationAndSchemaAndComesOutsideTheTransaction() throws SQLException {
        assertThat(run(SessionReset.ISOLATION | SessionReset.SCHEMA, true))
                .containsExactly("execSQLUpdate[DISCARD ALL]");
        state = TransactionState.FAILED;
        assertThat(run(NOTHING, true)).containsExactly("execSQLUpdate[ROLLBACK;]", "execSQLUpdate[DISCARD ALL]");
    }

    @Test
    void settingsThatApplyToCommandsComeBeforeTheCommands() throws SQLException {
        state = TransactionState.OPEN;
        int everything = Stream.of(
                                SessionReset.AUTO_COMMIT,
                                SessionReset.READ_ONLY,
                                SessionReset.ISOLATION,
                                SessionReset.SCHEMA,
                                SessionReset.NETWORK_TIMEOUT,
                                SessionReset.HOLDABILITY,
                                SessionReset.TYPE_MAP,
                                SessionReset.CLIENT_INFO)
                        .reduce(0, (sum, bit) -> sum | bit)
                | SessionReset.UNWRAPPED;
        assertThat(run(everything, false))
                .containsExactly(
                        "setPrepareThreshold[5]",
                        "setDefaultFetchSize[100]",
                        "setAdaptiveFetch[true]",
                        "setQueryTimeout[30]",
                        "setAutosave[" + AutoSave.CONSERVATIVE + "]",
                        "setNetworkTimeout[7]",
                        "execSQLUpdate[ROLLBACK;RESET default_transaction_isolation;RESET search_path;]",
                        "setReadOnly[false]",
                        "setAutoCommit[true]",
                        "setHoldability[2]",
                        "setTypeMap[{point=class java.lang.Double}]",
                        "setClientInfo[ApplicationName, service]");
    }

    @Test
    void unwrappingCountsAsAChangeOfAllThatTheDriverKeeps() throws SQLException {
        assertThat(run(SessionReset.UNWRAPPED, false)).hasSize(11).noneMatch(call -> call.startsWith("exec"));
    }

    /** ebean-datasource#104: the map that a borrower gets is the driver's own. */
    @Test
    void aTypeMapThatABorrowerChangedInPlaceIsReset() throws SQLException {
        typeMap.put("circle", Integer.class);
        assertThat(run(SessionReset.TYPE_MAP, false)).containsExactly("setTypeMap[{point=class java.lang.Double}]");
    }

    @Test
    void theBitsAreDistinct() {
        int[] bits = rows().mapToInt(row -> (Integer) row.get()[0]).toArray();
        assertThat(Arrays.stream(bits).sum()).isEqualTo(Arrays.stream(bits).reduce(0, (all, bit) -> all | bit));
    }
}
