package dev.dbpool.internal.factory;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread on which the driver opens sockets, and which can be rid of them from outside at any moment.
 *
 * <p>Guarantee: once it is abandoned it owns no socket: those it has are closed, one that it opens later is closed at
 * once.
 */
class AbandonableThread extends PoolThread {
    private final List<Socket> sockets = new ArrayList<>();
    private boolean abandoned;

    AbandonableThread(String name, Runnable task) {
        super(name, task);
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
