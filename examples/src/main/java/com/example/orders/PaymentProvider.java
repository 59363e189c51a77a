package com.example.orders;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Somebody else's HTTP service on a slow day: a real server on this machine that lets everybody wait. Thread-safe. */
public final class PaymentProvider implements AutoCloseable {
    private final HttpServer server;
    private final Duration slowness;
    private final ExecutorService threads = Executors.newCachedThreadPool(PaymentProvider::daemon);
    private final CountDownLatch recovered = new CountDownLatch(1);

    private PaymentProvider(HttpServer server, Duration slowness) {
        this.server = server;
        this.slowness = slowness;
    }

    /** Begins to serve on any free port; answers take so long until it recovers. */
    public static PaymentProvider start(Duration slowness) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        PaymentProvider provider = new PaymentProvider(server, slowness);
        server.setExecutor(provider.threads);
        server.createContext("/charges", provider::charge);
        server.start();
        return provider;
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "payment-provider");
        thread.setDaemon(true);
        return thread;
    }

    private void charge(HttpExchange exchange) throws IOException {
        try (exchange) {
            recovered.await(slowness.toNanos(), TimeUnit.NANOSECONDS);
            exchange.sendResponseHeaders(204, -1);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where to send a charge. */
    public URI charges() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/charges");
    }

    /** The slow day is over: who waits is answered, and who comes is answered at once. */
    public void recover() {
        recovered.countDown();
    }

    /** Answers all who wait, then ends. */
    @Override
    public void close() {
        recover();
        server.stop(1);
        threads.shutdownNow();
    }
}
