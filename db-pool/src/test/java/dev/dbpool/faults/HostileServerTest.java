package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbpool.ConnectFailed;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.testkit.Logs;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What answers at the port is no PostgreSQL, or one that means harm. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileServerTest {
    private static final String FORGED = "2026-01-01 ERROR forged";
    private static final String HOSTILE = "gone\r\n" + FORGED + "\u001b[31m\u202e\u0085" + "x".repeat(5_000);

    /** Reads the start of a session, answers it, and reads on until the client goes. */
    private static final class FakeServer implements AutoCloseable {
        private final ServerSocket listener;
        private final byte[] answer;

        FakeServer(byte[]... messages) throws IOException {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            int length = 0;
            for (byte[] message : messages) {
                length += message.length;
            }
            answer = new byte[length];
            int at = 0;
            for (byte[] message : messages) {
                System.arraycopy(message, 0, answer, at, message.length);
                at += message.length;
            }
            Thread accepting = new Thread(this::accept, "fake-server");
            accepting.setDaemon(true);
            accepting.start();
        }

        private void accept() {
            while (!listener.isClosed()) {
                try {
                    Socket client = listener.accept();
                    Thread serving = new Thread(() -> serve(client), "fake-session");
                    serving.setDaemon(true);
                    serving.start();
                } catch (IOException closed) {
                    return;
                }
            }
        }

        private void serve(Socket client) {
            try (client) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                in.skipNBytes(in.readInt() - 4L);
                client.getOutputStream().write(answer);
                client.getOutputStream().flush();
                while (in.read() >= 0) {
                    // the client's next question, which is not answered
                }
            } catch (IOException gone) {
                // the client left
            }
        }

        DbConfig config() {
            return DbConfig.builder("hostile")
                    .databaseUrl("postgres://app:pw@127.0.0.1:" + listener.getLocalPort() + "/app?sslmode=disable")
                    .maxConnections(2)
                    .minConnections(1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .build();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static byte[] message(char type, byte[] body) throws IOException {
        java.io.ByteArrayOutputStream bytes = new java.io.ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(type);
        out.writeInt(body.length + 4);
        out.write(body);
        return bytes.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] error(String state, String words) throws IOException {
        return message('E', text("SFATAL\0VFATAL\0C" + state + "\0M" + words + "\0D" + words + "\0H" + words + "\0\0"));
    }

    private static byte[] greeting() throws IOException {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        all.write(message('R', new byte[4]));
        all.write(message('S', text("server_version\00015.0\0")));
        all.write(message('S', text("client_encoding\0UTF8\0")));
        all.write(message('S', text("DateStyle\0ISO, MDY\0")));
        all.write(message('S', text("standard_conforming_strings\0on\0")));
        all.write(message('S', text("integer_datetimes\0on\0")));
        all.write(message('K', new byte[] {0, 0, 1, 0, 0, 0, 0, 7}));
        all.write(message('Z', text("I")));
        return all.toByteArray();
    }

    private static SQLException openingFails(FakeServer server) {
        return catchThrowableOfType(SQLException.class, () -> {
            try (DbPool pool = DbPool.open(server.config(), new PrometheusRegistry())) {
                throw new AssertionError("opened " + pool);
            }
        });
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }

    private static void assertNoForgery(String text) {
        assertThat(text.lines()).noneMatch(line -> line.startsWith(FORGED));
        assertThat(text).doesNotContain("\u001b", "\u202e", "\u0085", "\r\n");
    }

    @Test
    void theWordsOfAServerForgeNoLineAndItsSqlStateIsOne() throws Exception {
        for (String state : new String[] {"28\n00", "08\u001b[31m", "", "0800", "57P03x"}) {
            try (Logs logs = Logs.capture();
                    FakeServer server = new FakeServer(error(state, HOSTILE))) {
                SQLException failure = openingFails(server);
                assertThat((Throwable) failure).isInstanceOf(ConnectFailed.class);
                assertThat(failure.getSQLState()).isEqualTo("08001");
                assertThat(failure.getMessage()).contains("forged").hasSizeLessThan(2_000);
                assertThat(failure.getMessage().lines()).hasSize(1);
                assertNoForgery(stackTrace(failure));
                logs.of("dev.dbpool").forEach(line -> assertNoForgery(line.text()));
            }
        }
    }

    @Test
    void aPoolThatGoesOnTryingLogsThemOnOneLine() throws Exception {
        try (Logs logs = Logs.capture();
                FakeServer server = new FakeServer(error("57P03", HOSTILE));
                DbPool pool = DbPool.open(
                        server.config().toBuilder().startLazily(true).build(), new PrometheusRegistry())) {
            SQLException failure = catchThrowableOfType(SQLException.class, () -> pool.acquire(Duration.ofMillis(500)));
            assertNoForgery(stackTrace(failure));
            assertNoForgery(pool.health().message());
            assertNoForgery(pool.explain().sentence());
            logs.of("dev.dbpool").forEach(line -> assertNoForgery(line.text()));
            assertThat(logs.of("dev.dbpool").stream().filter(line -> line.text().contains("forged")))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line.text()).hasSizeLessThan(20_000));
        }
    }

    /** A proxy that speaks another protocol, or a server that has lost its mind. */
    @Test
    void aServerThatGreetsProperlyAndThenSendsGarbageGivesNoPool() throws Exception {
        for (byte[] garbage : new byte[][] {text("HTTP/1.1 400 Bad Request\r\n\r\n"), new byte[64], text("E")}) {
            try (FakeServer server = new FakeServer(greeting(), garbage)) {
                SQLException[] failure = new SQLException[1];
                long millis = PoolUnderTest.millisOf(() -> failure[0] = openingFails(server));
                assertThat((Throwable) failure[0]).isInstanceOf(ConnectFailed.class);
                assertThat(millis)
                        .isLessThan(
                                Duration.ofSeconds(2).plus(PoolUnderTest.LATE).toMillis());
            }
        }
    }
}
