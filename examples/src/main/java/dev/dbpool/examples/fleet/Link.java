package dev.dbpool.examples.fleet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The network between a service and its database, which can be cut and can be slow: a proxy on a port of its own. */
final class Link implements AutoCloseable {
    private final int port;
    private final int databasePort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Duration delay = Duration.ZERO;
    private volatile boolean cut;
    private @Nullable ServerSocket listening;

    private Link(int port, int databasePort) {
        this.port = port;
        this.databasePort = databasePort;
    }

    static Link to(int databasePort) throws IOException {
        Link link = new Link(Ports.free(), databasePort);
        link.mend();
        return link;
    }

    int port() {
        return port;
    }

    /** From now on every answer of the database comes so much later. */
    void delay(Duration later) {
        delay = later;
    }

    /** Ends all connections and refuses new ones. */
    synchronized void cut() throws IOException {
        cut = true;
        if (listening != null) {
            listening.close();
            listening = null;
        }
        open.forEach(Link::quietly);
    }

    /** Lets connections through again. */
    synchronized void mend() throws IOException {
        if (listening == null) {
            cut = false;
            ServerSocket socket = Ports.listen(port);
            listening = socket;
            daemon(() -> accept(socket));
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                join(socket.accept());
            } catch (IOException ended) {
                // The link was cut; the loop ends with the socket.
            }
        }
    }

    private void join(Socket service) throws IOException {
        open.add(service);
        try {
            Socket database = new Socket(InetAddress.getLoopbackAddress(), databasePort);
            open.add(database);
            service.setTcpNoDelay(true);
            database.setTcpNoDelay(true);
            daemon(() -> copy(service, database, false));
            daemon(() -> copy(database, service, true));
        } catch (IOException noDatabase) {
            quietly(service);
        }
        if (cut) {
            open.forEach(Link::quietly);
        }
    }

    private void copy(Socket from, Socket to, boolean answers) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] bytes = new byte[8192];
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                if (answers && !delay.isZero()) {
                    Thread.sleep(delay.toMillis());
                }
                out.write(bytes, 0, count);
            }
        } catch (IOException ended) {
            // By either side, or because the link was cut: both sockets are closed.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "fleet-link");
        thread.setDaemon(true);
        thread.start();
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            // That was the purpose.
        }
    }

    @Override
    public void close() throws IOException {
        cut();
    }
}
