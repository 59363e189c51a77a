package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.internal.url.AcceptedParameters;
import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.AutoSave;

/** What a URL may carry takes effect, for the first borrower of a session and for the next. */
class UrlParametersTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    /** Shows the effect on a borrowed connection. */
    private interface Look {
        Object at(Connection connection) throws SQLException;
    }

    private record Effect(String parameters, Look look, Object expected) {}

    /** What can be seen on a session. */
    private static final Map<String, Effect> EFFECTS = new HashMap<>();

    /** What cannot: it is about the way in, the driver's caches or its network; the driver must be told. */
    private static final Map<String, String> TOLD = new HashMap<>();

    static {
        sees("options", "options=-c%20work_mem%3D5MB", sql("show work_mem"), "5MB");
        sees("currentSchema", "currentSchema=information_schema", sql("show search_path"), "information_schema");
        sees("readOnly", "readOnly=true", Connection::isReadOnly, true);
        sees("readOnlyMode", "readOnly=true&readOnlyMode=always", sql("show transaction_read_only"), "on");
        sees("prepareThreshold", "prepareThreshold=7", pg(PGConnection::getPrepareThreshold), 7);
        sees("defaultRowFetchSize", "defaultRowFetchSize=77", pg(PGConnection::getDefaultFetchSize), 77);
        sees("adaptiveFetch", "adaptiveFetch=true", pg(PGConnection::getAdaptiveFetch), true);
        sees("autosave", "autosave=always", pg(PGConnection::getAutosave), AutoSave.ALWAYS);
        sees(
                "preferQueryMode",
                "preferQueryMode=simple",
                pg(pg -> pg.getPreferQueryMode().value()),
                "simple");
        sees("queryTimeout", "queryTimeout=9", pg(pg -> ((BaseConnection) pg).getQueryTimeout()), 9);
        sees("stringtype", "stringtype=unspecified", pg(pg -> ((BaseConnection) pg).getStringVarcharFlag()), false);
        sees("binaryTransfer", "binaryTransfer=false", pg(UrlParametersTest::sendsLongs), false);
        sees("binaryTransferDisable", "binaryTransferDisable=INT8", pg(UrlParametersTest::sendsLongs), false);
        sees(
                "binaryTransferEnable",
                "binaryTransfer=false&binaryTransferEnable=INT8",
                pg(UrlParametersTest::sendsLongs),
                true);
        sees(
                "logServerErrorDetail",
                "logServerErrorDetail=false",
                pg(pg -> ((BaseConnection) pg).getLogServerErrorDetail()),
                false);
        sees(
                "disableColumnSanitiser",
                "disableColumnSanitiser=true",
                pg(pg -> ((BaseConnection) pg).isColumnSanitiserDisabled()),
                true);
        sees("unknownLength", "unknownLength=123", UrlParametersTest::lengthOfText, 123);

        tells("sslcert", "/c", "sslkey", "/k", "sslpassword", "p", "sslNegotiation", "direct");
        tells("pemKeyAlgorithm", "EC", "channelBinding", "require", "requireAuth", "scram-sha-256");
        tells("scramMaxIterations", "9000", "gssEncMode", "disable", "gsslib", "gssapi", "gssUseDefaultCreds", "true");
        tells("kerberosServerName", "k", "jaasApplicationName", "j", "jaasLogin", "false", "sspiServiceClass", "s");
        tells("useSpnego", "true", "assumeMinServerVersion", "14", "groupStartupParameters", "false");
        tells("protocolVersion", "3.0", "localSocketAddress", "127.0.0.1", "tcpNoDelay", "false");
        tells("receiveBufferSize", "9999", "sendBufferSize", "9999", "maxSendBufferSize", "9999");
        tells("maxResultBuffer", "10M", "cancelSignalTimeout", "3", "preparedStatementCacheQueries", "3");
        tells("preparedStatementCacheSizeMiB", "3", "flushCacheOnDdl", "false", "adaptiveFetchMinimum", "3");
        tells("adaptiveFetchMaximum", "3", "databaseMetadataCacheFields", "3");
        tells("databaseMetadataCacheFieldsMiB", "3", "reWriteBatchedInserts", "true");
        tells("reWriteBatchedInsertsSize", "3", "cleanupSavepoints", "true", "escapeSyntaxCallMode", "call");
        tells("allowEncodingChanges", "true", "convertBooleanToNumeric", "true", "logUnclosedConnections", "true");
        tells("quoteReturningIdentifiers", "false", "hideUnprivilegedObjects", "true");
    }

    private static void sees(String name, String parameters, Look look, Object expected) {
        EFFECTS.put(name, new Effect(parameters, look, expected));
    }

    private static void tells(String... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            TOLD.put(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    private static Look sql(String query) {
        return connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                row.next();
                return row.getString(1);
            }
        };
    }

    private interface OfTheDriver {
        Object at(PGConnection pg) throws SQLException;
    }

    private static Look pg(OfTheDriver look) {
        return connection -> look.at(connection.unwrap(BaseConnection.class));
    }

    private static boolean sendsLongs(PGConnection pg) throws SQLException {
        return ((BaseConnection) pg).binaryTransferSend(Oid.INT8);
    }

    private static int lengthOfText(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select 'x'::text")) {
            return row.getMetaData().getPrecision(1);
        }
    }

    @Test
    void everyAcceptedParameterHasItsCase() {
        Set<String> cases = new HashSet<>(EFFECTS.keySet());
        cases.addAll(TOLD.keySet());
        assertThat(cases).containsExactlyInAnyOrderElementsOf(AcceptedParameters.ofTheDriver());
    }

    @TestFactory
    Stream<DynamicTest> takesEffectAndSurvivesTheReturn() {
        return EFFECTS.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    Effect effect = entry.getValue();
                    for (boolean reset : new boolean[] {false, true}) {
                        DbConfig config = DbConfig.builder("parameters")
                                .databaseUrl(SERVER.url() + "?" + effect.parameters())
                                .maxConnections(1)
                                .minConnections(1)
                                .resetOnReturn(reset)
                                .build();
                        try (DbPool pool = DbPool.open(config, new PrometheusRegistry())) {
                            for (int borrower = 0; borrower < 3; borrower++) {
                                try (Connection connection = pool.getConnection()) {
                                    assertThat(effect.look().at(connection)).isEqualTo(effect.expected());
                                    disturb(connection);
                                }
                            }
                        }
                    }
                }));
    }

    /** What a borrower may leave changed behind. */
    private static void disturb(Connection connection) throws SQLException {
        PGConnection pg = connection.unwrap(PGConnection.class);
        pg.setPrepareThreshold(1);
        pg.setDefaultFetchSize(1);
        pg.setAdaptiveFetch(false);
        pg.setAutosave(AutoSave.NEVER);
        connection.setReadOnly(false);
        connection.setSchema("public");
    }

    @TestFactory
    Stream<DynamicTest> isToldTheDriver() {
        FactorySettings settings = new FactorySettings("told", "told-", Duration.ofSeconds(1), 1, Optional.empty());
        return TOLD.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    DatabaseUrl url = DatabaseUrl.parse("postgres://u@h/d?" + entry.getKey() + "=" + entry.getValue());
                    assertThat(LoginAttempt.candidates(url).get(0).properties(settings))
                            .containsEntry(entry.getKey(), entry.getValue());
                }));
    }
}
