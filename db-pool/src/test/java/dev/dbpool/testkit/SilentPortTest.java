package dev.dbpool.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.Test;

class SilentPortTest {
    @Test
    void connectGetsNoAnswer() {
        try (SilentPort port = new SilentPort()) {
            assertThatThrownBy(() -> {
                        try (Socket socket = new Socket()) {
                            socket.connect(new InetSocketAddress("127.0.0.1", port.port()), 500);
                        }
                    })
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }
}
