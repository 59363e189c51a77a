package dev.dbpool.internal.factory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Lets the pool's own threads know the sockets that the driver opens on them, so that an attempt to connect or to
 * cancel can be ended at any moment.
 *
 * <p>Public, with a public constructor, because the driver makes it by name; it is reached through no API.
 */
public final class AttemptSocketFactory extends SocketFactory {

    @Override
    public Socket createSocket() throws IOException {
        Socket socket = new Socket();
        // The driver also comes here to cancel a borrower's query, on a thread of the caller's: nothing to follow then.
        if (Thread.currentThread() instanceof AbandonableThread followed) {
            followed.opened(socket);
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw unused();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw unused();
    }

    private static UnsupportedOperationException unused() {
        return new UnsupportedOperationException("the driver connects the sockets itself");
    }
}
