package dev.dbpool.examples;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Answers a scrape with all that a registry holds, in Prometheus' text format. Thread-safe. */
public final class MetricsEndpoint implements HttpHandler {
    private final PrometheusTextFormatWriter format = PrometheusTextFormatWriter.create();
    private final PrometheusRegistry registry;

    /** An endpoint for the metrics of this registry. */
    public MetricsEndpoint(PrometheusRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            // readme:begin metrics
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            format.write(text, registry.scrape()); // the values as they are now
            exchange.getResponseHeaders().set("Content-Type", format.getContentType());
            exchange.sendResponseHeaders(200, text.size());
            text.writeTo(exchange.getResponseBody());
            // readme:end
        }
    }
}
