package dev.dbpool.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class SocketsTest {
    @Test
    void countsClientSocketsUntilTheyAreClosed() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int port = server.getLocalPort();
            assertThat(Sockets.to(port)).isZero();
            try (Socket one = new Socket("127.0.0.1", port);
                    Socket two = new Socket("127.0.0.1", port)) {
                server.accept().close();
                assertThat(Sockets.to(port)).isEqualTo(2);
                one.close();
                assertThat(Sockets.to(port)).isEqualTo(1);
                assertThat(two.isConnected()).isTrue();
            }
            assertThat(Sockets.to(port)).isZero();
        }
    }
}
