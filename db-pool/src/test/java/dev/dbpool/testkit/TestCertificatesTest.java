package dev.dbpool.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.cert.CertPathValidatorException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.util.PSQLException;

class TestCertificatesTest {
    private final TestCertificates authority = new TestCertificates();

    @TempDir
    private Path directory;

    private Connection connect(int port, String mode, TestCertificates trusted) throws SQLException {
        return DriverManager.getConnection(
                PostgresServer.jdbcUrl(port) + "?connectTimeout=5&socketTimeout=5&sslmode=" + mode + "&sslrootcert="
                        + trusted.authorityFile(directory),
                PostgresServer.USER,
                PostgresServer.PASSWORD);
    }

    @Test
    void verifyFullAcceptsTheRightHostAndRefusesEverythingElse() throws SQLException {
        try (PostgresServer server = PostgresServer.startWithTls(authority.server("127.0.0.1"), Map.of());
                FaultProxy proxy = FaultProxy.to(server)) {
            connect(server.port(), "verify-full", authority).close();
            assertThatThrownBy(() -> connect(server.port(), "verify-full", new TestCertificates()))
                    .hasStackTraceContaining(CertPathValidatorException.class.getName());
            assertThatThrownBy(() -> connect(server.port(), "disable", authority))
                    .isInstanceOfSatisfying(
                            PSQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("28000"));
            try (Connection connection = connect(proxy.port(), "verify-full", authority)) {
                proxy.inject(Fault.Moment.TRUNCATE_NEXT_SERVER_MESSAGE);
                assertThat(connection.isValid(2)).isFalse();
                assertThat(proxy.evidence().landed(Fault.Moment.TRUNCATE_NEXT_SERVER_MESSAGE))
                        .isEqualTo(1);
            }
        }
    }

    @Test
    void wrongHostIsRefusedByVerifyFullOnly() throws SQLException {
        try (PostgresServer server = PostgresServer.startWithTls(authority.server("elsewhere.example"), Map.of())) {
            connect(server.port(), "verify-ca", authority).close();
            assertThatThrownBy(() -> connect(server.port(), "verify-full", authority))
                    .hasMessageContaining("127.0.0.1");
        }
    }

    @Test
    void expiredCertificateIsRefused() {
        try (PostgresServer server = PostgresServer.startWithTls(authority.expiredServer("127.0.0.1"), Map.of())) {
            assertThatThrownBy(() -> connect(server.port(), "verify-full", authority))
                    .hasStackTraceContaining("NotAfter");
        }
    }

    @Test
    void serverWithoutTlsSaysSo() {
        assertThatThrownBy(() -> connect(PostgresServer.shared().port(), "require", authority))
                .hasMessageContaining("does not support SSL");
    }
}
