package dev.dbpool.internal.factory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A thread on which the driver opens sockets, and which can be rid of them from outside at any moment.
 *
 * <p>Guarantee: once it is abandoned it owns no socket: those it has are closed, one that it opens later is closed at
 * once.
 */
class AbandonableThread extends PoolThread {
    private final List<Socket> sockets = new ArrayList<>();
    private boolean abandoned;

    /** Where the driver's sockets connect to instead of the first address of the host's name. For this thread. */
    private @Nullable InetAddress destination;

    AbandonableThread(String name, Runnable task) {
        super(name, task);
    }

    final void destination(@Nullable InetAddress address) {
        destination = address;
    }

    final @Nullable InetAddress destination() {
        return destination;
    }

    final void opened(Socket socket) throws IOException {
        synchronized (sockets) {
            if (abandoned) {
                socket.close();
                throw new SocketException("the attempt to connect was given up");
            }
            sockets.add(socket);
        }
    }

    /** Closes the sockets, also that of a session which was completed. */
    final void abandon() {
        synchronized (sockets) {
            abandoned = true;
            sockets.forEach(Watchdog::closeQuietly);
        }
    }

    /** The socket opened last: that of the completed session, also after a fall-back from TLS. */
    final Socket socket() {
        synchronized (sockets) {
            return sockets.get(sockets.size() - 1);
        }
    }
}
