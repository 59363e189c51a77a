package dev.dbpool.examples.fleet;

import dev.dbpool.examples.terminal.FailureLine;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1. */
final class Ports {
    private static final int LOWEST = 20_000;
    /** Below those from which Linux serves outgoing connections: a port that is closed for a while stays ours. */
    private static final int BEYOND = 32_000;

    private static final int ATTEMPTS = 100;

    private Ports() {}

    /** The port asked for; 0 takes any. @throws IOException if it is in use, naming the option that chooses another */
    static int claim(int wanted, String option) throws IOException {
        if (wanted == 0) {
            return free();
        }
        try (ServerSocket probe = listen(wanted)) {
            return probe.getLocalPort();
        } catch (BindException taken) {
            throw new IOException(FailureLine.of(taken, wanted, option), taken);
        }
    }

    static int free() throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int candidate = ThreadLocalRandom.current().nextInt(LOWEST, BEYOND);
            try (ServerSocket probe = listen(candidate)) {
                return probe.getLocalPort();
            } catch (BindException taken) {
                // Another one, then.
            }
        }
        throw new IOException("no free port between " + LOWEST + " and " + BEYOND);
    }

    static ServerSocket listen(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        boolean bound = false;
        try {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
            bound = true;
            return socket;
        } finally {
            if (!bound) {
                socket.close();
            }
        }
    }
}
