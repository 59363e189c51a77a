package dev.dbpool.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dbpool.DbConfig;
import dev.dbpool.DbConfigException;
import dev.dbpool.testkit.PostgresServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.SocketFactory;
import org.junit.jupiter.api.Test;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;

/** spring-boot#9261: plugins of the driver. The author of a URL may not choose a class, the programmer may. */
class DriverClassTest {
    private static final PostgresServer SERVER = PostgresServer.shared();
    private static final AtomicInteger PASSWORDS = new AtomicInteger();
    private static final AtomicInteger SOCKETS = new AtomicInteger();

    /** Gives the password. */
    public static final class Plugin implements AuthenticationPlugin {
        @Override
        public char[] getPassword(AuthenticationRequestType type) {
            PASSWORDS.incrementAndGet();
            return PostgresServer.PASSWORD.toCharArray();
        }
    }

    /** Makes sockets, and wants to know for what. */
    public static final class Sockets extends SocketFactory {
        public Sockets(Properties properties) {
            assertThat(properties.getProperty("user")).isEqualTo(PostgresServer.USER);
        }

        @Override
        public Socket createSocket() {
            SOCKETS.incrementAndGet();
            return new Socket();
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return new Socket(host, port);
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return new Socket(host, port, local, localPort);
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return new Socket(host, port);
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return new Socket(host, port, local, localPort);
        }
    }

    @Test
    void thePluginsThatCodeNamesAreUsed() throws Exception {
        String url =
                "postgresql://" + PostgresServer.USER + "@127.0.0.1:" + SERVER.port() + "/" + PostgresServer.DATABASE;
        int passwords = PASSWORDS.get();
        int sockets = SOCKETS.get();
        try (PoolUnderTest under = PoolUnderTest.with(builder -> builder.databaseUrl(url)
                .driverClass("authenticationPluginClassName", Plugin.class)
                .driverClass("socketFactory", Sockets.class))) {
            assertThat(under.borrowOnce()).isPositive();
            assertThat(PASSWORDS.get()).isGreaterThan(passwords);
            assertThat(SOCKETS.get()).isGreaterThan(sockets);
            assertThat(under.pool.config().toBuilder().build().toString()).contains("driverClass=set in code");
            under.pool.evictAll();
            under.recovers(SERVER);
        }
    }

    @Test
    void aParameterThatNamesNoClassIsRefused() {
        DbConfigException error = catchThrowableOfType(
                DbConfigException.class,
                () -> DbConfig.builder("orders")
                        .databaseUrl(SERVER.url())
                        .driverClass("loggerFile", Plugin.class)
                        .build());

        assertThat(error.problems()).singleElement().asString().contains("driverClass", "allowed is socketFactory");
    }
}
