package dev.dbpool.internal.factory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.Properties;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ObjectFactory;
import org.postgresql.util.PSQLException;

/**
 * Lets the pool's own threads know the sockets that the driver opens on them, so that an attempt to connect or to
 * cancel can be ended at any moment.
 *
 * <p>Public, with a public constructor, because the driver makes it by name; it is reached through no API.
 */
public final class AttemptSocketFactory extends SocketFactory {
    /** The property that names the application's own factory. */
    static final String OWN = "dev.dbpool.socketFactory";

    private final @Nullable SocketFactory own;

    /** Makes plain sockets. */
    public AttemptSocketFactory() {
        own = null;
    }

    /** For the driver, which prefers this one and hands over all properties of the login. */
    public AttemptSocketFactory(Properties properties) throws ReflectiveOperationException, PSQLException {
        String name = properties.getProperty(OWN);
        own = name == null ? null : ObjectFactory.instantiate(SocketFactory.class, name, properties, false, null);
    }

    @Override
    public Socket createSocket() throws IOException {
        // The driver also comes here to cancel a borrower's query, on a thread of the caller's: nothing to follow then.
        if (!(Thread.currentThread() instanceof AbandonableThread followed)) {
            return own == null ? new Socket() : own.createSocket();
        }
        Socket socket = own == null ? directed(followed.destination()) : own.createSocket();
        followed.opened(socket);
        return socket;
    }

    private static Socket directed(@Nullable InetAddress destination) {
        return destination == null ? new Socket() : new DirectedSocket(destination);
    }

    /** Connects to one of a name's addresses; the driver, which would take the first, must go on to think of the name. */
    private static final class DirectedSocket extends Socket {
        private final InetAddress destination;

        DirectedSocket(InetAddress destination) {
            this.destination = destination;
        }

        @Override
        public void connect(SocketAddress asked, int timeoutMillis) throws IOException {
            super.connect(new InetSocketAddress(destination, ((InetSocketAddress) asked).getPort()), timeoutMillis);
        }
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
