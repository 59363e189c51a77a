package dev.dbpool.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A loopback port that does not answer connects, like a host that is gone: it listens, its backlog is full, and Linux
 * drops further connection requests. A {@link FaultProxy} cannot do that, because the kernel accepts for it.
 */
public final class SilentPort implements AutoCloseable {
    private static final int FILL = 8;

    private final ServerSocket listener;
    private final List<SocketChannel> filling = new ArrayList<>();

    public SilentPort() {
        try {
            listener = new ServerSocket(Ports.free(), 1, InetAddress.getLoopbackAddress());
            for (int i = 0; i < FILL; i++) {
                SocketChannel channel = SocketChannel.open();
                filling.add(channel);
                channel.configureBlocking(false);
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() {
        try {
            for (SocketChannel channel : filling) {
                channel.close();
            }
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
