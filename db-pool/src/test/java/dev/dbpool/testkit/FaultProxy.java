package dev.dbpool.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A TCP proxy on a loopback port that breaks on demand; see {@link Fault} for how. Every method returns when the fault
 * is in place, and {@link #evidence()} tells what it has hit. Safe for several threads; one daemon thread serves all
 * connections, whatever their number. It listens on IPv4 only.
 */
public final class FaultProxy implements AutoCloseable {
    private static final long SEED = 20260914L;

    private final ProxyEvidence evidence = new ProxyEvidence();
    private final ConcurrentLinkedQueue<FutureTask<?>> commands = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private final Selector selector;
    private final int port;

    // Below: the proxy's thread only.
    private final List<ProxyLink> links = new ArrayList<>();
    private final List<Fault> forNew = new ArrayList<>();
    private final Random random = new Random(SEED);
    private InetSocketAddress target;
    private Optional<ServerSocketChannel> listener;
    private Optional<Socket> placeholder = Optional.empty();
    private boolean closing;

    private FaultProxy(int targetPort) {
        try {
            selector = Selector.open();
            port = Ports.free();
            target = loopback(targetPort);
            listener = Optional.of(listen());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the fault proxy", e);
        }
        thread = new Thread(this::serve, "testkit-proxy-" + port);
        thread.setDaemon(true);
        thread.start();
    }

    /** A healthy proxy in front of a server. */
    public static FaultProxy to(PostgresServer server) {
        return new FaultProxy(server.port());
    }

    /** A healthy proxy in front of whatever listens on a loopback port. */
    public static FaultProxy to(int port) {
        return new FaultProxy(port);
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    public ProxyEvidence evidence() {
        return evidence;
    }

    /** Hits the connections there are and those to come. */
    public void inject(Fault fault) {
        command(() -> {
            forNew.add(fault);
            applyToLinks(fault);
        });
    }

    /** Hits the connections there are; new ones are healthy. */
    public void injectIntoExisting(Fault fault) {
        command(() -> applyToLinks(fault));
    }

    /** Hits connections to come; those there are stay as they are. */
    public void injectIntoNew(Fault fault) {
        command(() -> forNew.add(fault));
    }

    /** New connections are refused by the kernel; nobody else can take the port. Existing ones go on. */
    public void refuse() {
        command(() -> {
            if (listener.isPresent()) {
                listener.get().close();
                listener = Optional.empty();
                selector.selectNow(); // a registered channel is really closed by the selection that follows
                Socket bound = new Socket();
                bound.setReuseAddress(true);
                bound.bind(loopback(port));
                placeholder = Optional.of(bound);
            }
        });
    }

    /** No fault any more: listens again, delivers what was withheld, lets new connections pass. */
    public void heal() {
        command(() -> {
            forNew.clear();
            if (placeholder.isPresent()) {
                placeholder.get().close();
                placeholder = Optional.empty();
                listener = Optional.of(listen());
            }
            links.forEach(ProxyLink::heal);
        });
    }

    /** New connections go to another server. Existing ones stay: inject {@link Fault.Moment#RESET} to end them. */
    public void retarget(PostgresServer server) {
        retarget(server.port());
    }

    public void retarget(int targetPort) {
        command(() -> target = loopback(targetPort));
    }

    /** Closes the port and resets all connections. Idempotent. */
    @Override
    public void close() {
        if (thread.isAlive()) {
            try {
                command(() -> closing = true);
                thread.join(5_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void applyToLinks(Fault fault) {
        long now = System.nanoTime();
        links.forEach(link -> link.apply(fault, now));
    }

    private void serve() {
        try (selector) {
            while (!closing) {
                select();
                selector.selectedKeys().clear();
                for (var task = commands.poll(); task != null; task = commands.poll()) {
                    task.run();
                }
                acceptAll();
                long now = System.nanoTime();
                links.forEach(link -> link.advance(now));
                links.removeIf(ProxyLink::closed);
            }
            links.forEach(ProxyLink::reset);
            selector.selectNow();
        } catch (IOException e) {
            throw new UncheckedIOException("fault proxy on port " + port, e);
        } finally {
            closeQuietly(listener);
            closeQuietly(placeholder);
        }
    }

    private void select() throws IOException {
        long now = System.nanoTime();
        long nanos =
                links.stream().mapToLong(link -> link.nanosUntilDue(now)).min().orElse(Long.MAX_VALUE);
        if (nanos == Long.MAX_VALUE) {
            selector.select();
        } else if (nanos > 0) {
            selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)));
        } else {
            selector.selectNow();
        }
    }

    private void acceptAll() throws IOException {
        while (listener.isPresent()) {
            SocketChannel client = listener.get().accept();
            if (client == null) {
                return;
            }
            ProxyLink link = new ProxyLink(client, target, selector, evidence, random);
            long now = System.nanoTime();
            forNew.forEach(fault -> link.apply(fault, now));
            link.dial();
            links.add(link);
        }
    }

    private ServerSocketChannel listen() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.bind(loopback(port), 1024);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_ACCEPT);
        return channel;
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void closeQuietly(Optional<? extends AutoCloseable> resource) {
        resource.ifPresent(r -> {
            try {
                r.close();
            } catch (Exception e) {
                // a closed port is all that is wanted
            }
        });
    }

    private interface Command {
        void run() throws IOException;
    }

    /** Runs on the proxy's thread and returns when it is done, sockets of closed connections included. */
    private void command(Command command) {
        Callable<Boolean> whole = () -> {
            command.run();
            selector.selectNow();
            return true;
        };
        FutureTask<Boolean> task = new FutureTask<>(whole);
        commands.add(task);
        selector.wakeup();
        try {
            task.get(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while changing the proxy on port " + port, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the proxy on port " + port + " did not obey", e);
        }
    }
}
