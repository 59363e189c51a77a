package dev.dbpool.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong is told in one line, without a stack trace and without a secret. */
class MetricsDemoFailureTest {
    private static final String SECRET = "s3cr3t-canary";

    @TempDir
    Path directory;

    @Test
    void anUnknownOptionIsNamed() throws Exception {
        assertFails(2, "unknown option --colour (./dev demo --help lists the options)", Map.of(), "--colour");
    }

    @Test
    void aUrlWhereAnOptionIsExpectedIsNotRepeated() throws Exception {
        assertFails(2, "unknown option (not shown", Map.of(), "postgres://demo:" + SECRET + "@127.0.0.1/x");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertFails(
                    1,
                    "port " + taken.getLocalPort() + " on 127.0.0.1 is in use",
                    Map.of(),
                    "--serve",
                    Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void aDatabaseThatDoesNotListenIsNamed() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        assertFails(
                1,
                "PostgreSQL at 127.0.0.1:" + nobody,
                Map.of(),
                "--database-url",
                "postgres://demo:" + SECRET + "@127.0.0.1:" + nobody + "/demo");
    }

    @Test
    void aWrongPasswordIsToldWithoutIt() throws Exception {
        assertFails(1, "(auth, SQLState 28P01)", Map.of("DATABASE_URL", TestDatabase.SHARED.url(SECRET)));
    }

    @Test
    void anUnusableUrlIsToldWithoutItsPassword() throws Exception {
        assertFails(1, "DATABASE_URL", Map.of("DATABASE_URL", "mysql://demo:" + SECRET + "@127.0.0.1/x"));
    }

    @Test
    void aTemporaryDirectoryThatCannotBeWrittenToIsNamed() throws Exception {
        Files.writeString(DemoProcess.temporary(directory), "a file stands where the directory should");
        try (DemoProcess demo = DemoProcess.startIn(directory, Map.of())) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.err()).matches("demo: .*" + DemoProcess.temporary(directory) + ".*\n");
        }
    }

    @Test
    void debugAddsTheStackTrace() throws Exception {
        try (DemoProcess demo =
                DemoProcess.start(directory, Map.of("DATABASE_URL", TestDatabase.SHARED.url(SECRET)), "--debug")) {
            assertThat(demo.exitCode()).isEqualTo(1);
            assertThat(demo.err()).contains("\tat dev.dbpool.DbPool.open(").doesNotContain(SECRET);
        }
    }

    @Test
    void helpListsTheOptions() throws Exception {
        try (DemoProcess demo = DemoProcess.start(directory, Map.of(), "--help")) {
            assertThat(demo.exitCode()).isZero();
            assertThat(demo.out()).contains("--database-url", "--serve", "--debug");
        }
    }

    private void assertFails(int exitCode, String why, Map<String, String> environment, String... args)
            throws Exception {
        try (DemoProcess demo = DemoProcess.start(directory, environment, args)) {
            assertThat(demo.exitCode()).as(demo.err()).isEqualTo(exitCode);
            assertThat(demo.err()).startsWith("demo: ").contains(why).doesNotContain(SECRET, "\tat ");
            assertThat(demo.err().lines()).hasSize(1);
            assertThat(demo.out()).doesNotContain(SECRET);
            assertThat(DemoProcess.temporary(directory)).isEmptyDirectory();
        }
    }
}
