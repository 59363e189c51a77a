package dev.dbpool.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Random;

/** One proxied connection: a client, a server and a pipe in each direction. Belongs to the proxy's one thread. */
final class ProxyLink {
    private final SocketChannel client;
    private final SocketChannel server;
    private final SelectionKey clientKey;
    private final SelectionKey serverKey;
    private final ProxyPipe toServer;
    private final ProxyPipe toClient;
    private final ProxyEvidence evidence;
    private final WireFraming framing = new WireFraming();
    private final InetSocketAddress target;

    private boolean silentAfterAccept;
    private boolean silentAtTls;
    private boolean silentAtAuthentication;
    private boolean truncateNext;
    private boolean dialled;
    private boolean cut;
    private boolean finished;
    private boolean closed;

    ProxyLink(SocketChannel client, InetSocketAddress target, Selector selector, ProxyEvidence evidence, Random random)
            throws IOException {
        this.client = client;
        this.target = target;
        this.evidence = evidence;
        this.server = SocketChannel.open();
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
        clientKey = client.register(selector, 0, this);
        serverKey = server.register(selector, 0, this);
        toServer = new ProxyPipe(Fault.Direction.TO_SERVER, client, server, ByteBuffer::remaining, evidence, random);
        toClient = new ProxyPipe(Fault.Direction.TO_CLIENT, server, client, this::gateToClient, evidence, random);
        evidence.accepted.incrementAndGet();
    }

    /** Connects to the server, unless a fault keeps the link silent. To be called after the first faults are applied. */
    void dial() {
        if (closed || dialled || finished || silentAfterAccept) {
            return;
        }
        dialled = true;
        attempt(() -> server.connect(target));
    }

    void apply(Fault fault, long now) {
        if (closed) {
            return;
        }
        if (fault instanceof Fault.Moment moment) {
            apply(moment);
        } else if (fault instanceof Fault.Stall stall) {
            stall.directions().forEach(d -> pipe(d).stall());
        } else if (fault instanceof Fault.Latency latency) {
            latency.directions().forEach(d -> pipe(d).delay(latency));
        } else if (fault instanceof Fault.Throttle throttle) {
            throttle.directions().forEach(d -> pipe(d).throttle(throttle.bytesPerSecond(), now));
        }
    }

    private void apply(Fault.Moment moment) {
        switch (moment) {
            case SILENT_AFTER_ACCEPT -> {
                silentAfterAccept = true;
                stallBoth();
                evidence.landedOnce(moment);
            }
            case SILENT_AT_TLS -> silentAtTls = true;
            case SILENT_AT_AUTHENTICATION -> silentAtAuthentication = true;
            case TRUNCATE_NEXT_SERVER_MESSAGE -> truncateNext = true;
            case RESET -> {
                evidence.landedOnce(moment);
                reset();
            }
            case FIN -> {
                evidence.landedOnce(moment);
                finish();
            }
        }
    }

    void heal() {
        silentAfterAccept = false;
        silentAtTls = false;
        silentAtAuthentication = false;
        truncateNext = false;
        toServer.heal();
        toClient.heal();
        dial();
    }

    /** Reads, forwards and closes whatever is possible now. */
    void advance(long now) {
        if (closed) {
            return;
        }
        attempt(() -> {
            if (serverKey.isConnectable() && !server.isConnected()) {
                server.finishConnect();
            }
            if (clientKey.isReadable() && toServer.wantsRead()) {
                inspect(toServer.read(now));
            }
            if (serverKey.isReadable() && toClient.wantsRead()) {
                toClient.read(now);
            }
            if (server.isConnected()) {
                toServer.pump(now);
            }
            toClient.pump(now);
            if (cut) {
                cut = false;
                finish();
            }
            boolean abandoned = !dialled && toServer.sourceEnded();
            if (abandoned || (toServer.over() && toClient.over())) {
                close();
            }
        });
        watch();
    }

    long nanosUntilDue(long now) {
        if (closed) {
            return Long.MAX_VALUE;
        }
        long untilToServer = server.isConnected() ? toServer.nanosUntilDue(now) : Long.MAX_VALUE;
        return Math.min(untilToServer, toClient.nanosUntilDue(now));
    }

    boolean closed() {
        return closed;
    }

    /** Ends both sides with a TCP reset. */
    void reset() {
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            try {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            } catch (IOException e) {
                // the peer was faster: there is nothing left to reset
            }
        }
        close();
    }

    private void finish() {
        attempt(() -> {
            finished = true;
            toClient.finish();
            if (dialled && !server.isConnected()) {
                close();
            } else {
                // Reading on keeps the end orderly: closing with unread bytes would be a reset.
                toServer.finish();
            }
        });
    }

    private void inspect(ByteBuffer fromClient) {
        framing.toServer(fromClient);
        if (silentAtTls && framing.tlsRequested()) {
            silentAtTls = false;
            evidence.landedOnce(Fault.Moment.SILENT_AT_TLS);
            stallBoth();
        }
    }

    private int gateToClient(ByteBuffer due) {
        for (int i = 0; i < due.limit(); i++) {
            WireFraming.Seen seen = framing.toClient(due.get(i));
            if (seen == WireFraming.Seen.END_OF_ANSWER) {
                evidence.answers.incrementAndGet();
            }
            if (silentAtAuthentication && seen == WireFraming.Seen.END_OF_AUTHENTICATION_MESSAGE) {
                silentAtAuthentication = false;
                evidence.landedOnce(Fault.Moment.SILENT_AT_AUTHENTICATION);
                toClient.afterOutgoing(toClient::stall);
                return i + 1;
            }
            if (truncateNext && seen == WireFraming.Seen.HEADER) {
                truncateNext = false;
                evidence.landedOnce(Fault.Moment.TRUNCATE_NEXT_SERVER_MESSAGE);
                toClient.afterOutgoing(() -> {
                    cut = true;
                    toClient.stall();
                });
                return i + 1;
            }
        }
        return due.limit();
    }

    private void stallBoth() {
        toServer.stall();
        toClient.stall();
    }

    private ProxyPipe pipe(Fault.Direction direction) {
        return direction == Fault.Direction.TO_SERVER ? toServer : toClient;
    }

    private void watch() {
        if (closed) {
            return;
        }
        boolean connected = server.isConnected();
        int ofClient =
                (toServer.wantsRead() ? SelectionKey.OP_READ : 0) | (toClient.wantsWrite() ? SelectionKey.OP_WRITE : 0);
        int ofServer = !dialled
                ? 0
                : !connected
                        ? SelectionKey.OP_CONNECT
                        : (toClient.wantsRead() ? SelectionKey.OP_READ : 0)
                                | (toServer.wantsWrite() ? SelectionKey.OP_WRITE : 0);
        clientKey.interestOps(ofClient);
        serverKey.interestOps(ofServer);
    }

    private interface Step {
        void run() throws IOException;
    }

    /** A side that breaks breaks the other side too. */
    private void attempt(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            if (!server.isConnected()) {
                evidence.dialFailures.incrementAndGet();
            }
            reset();
        }
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        evidence.ended.incrementAndGet();
        for (SocketChannel channel : new SocketChannel[] {client, server}) {
            try {
                channel.close();
            } catch (IOException e) {
                // a closed socket is all that is wanted
            }
        }
    }
}
