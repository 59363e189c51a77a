package dev.dbpool.examples.demo;

import com.sun.net.httpserver.HttpServer;
import dev.dbpool.examples.MetricsEndpoint;
import dev.dbpool.examples.terminal.FailureLine;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves the metrics to this machine only: whoever else should see them is the user's own decision. */
final class MetricsServer implements AutoCloseable {
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final HttpServer server;

    private MetricsServer(HttpServer server, PrometheusRegistry registry) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/metrics", new MetricsEndpoint(registry));
        server.start();
    }

    static MetricsServer start(int port, PrometheusRegistry registry) throws IOException {
        try {
            return new MetricsServer(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0), registry);
        } catch (BindException taken) {
            throw new IOException(FailureLine.of(taken, port, "--serve"), taken);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/metrics";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
