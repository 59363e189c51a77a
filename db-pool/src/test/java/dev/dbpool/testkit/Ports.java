package dev.dbpool.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Loopback ports that stay ours. They lie below the range from which the kernel takes client ports, so that no client
 * socket sits on a server's port while the server restarts.
 */
final class Ports {
    private static final int FIRST = 12_000;
    private static final int BEYOND = 32_000;

    private Ports() {}

    static int free() {
        for (int attempt = 0; attempt < 200; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, BEYOND);
            try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                // try another one
            }
        }
        throw new IllegalStateException("no free loopback port in 200 attempts");
    }
}
