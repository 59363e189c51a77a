package dev.dbpool.internal.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A registry as Prometheus sees it, and the pools that tests put into it. */
final class Exposition {
    private Exposition() {}

    static PoolIdentity pool(String service) {
        return new PoolIdentity(service, Optional.empty(), "0.1.0", "HikariCP 7.1.0", "prefer");
    }

    static PoolIdentity pool(String service, String name) {
        return new PoolIdentity(service, Optional.of(name), "0.1.0", "HikariCP 7.1.0", "prefer");
    }

    /** The text format 0.0.4. */
    static String text(PrometheusRegistry registry) {
        return written(PrometheusTextFormatWriter.create(), registry);
    }

    static String openMetrics(PrometheusRegistry registry) {
        return written(OpenMetricsTextFormatWriter.create(), registry);
    }

    /** Each series, labels included, with its value. */
    static Map<String, Double> series(PrometheusRegistry registry) {
        Map<String, Double> series = new LinkedHashMap<>();
        text(registry).lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            series.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return series;
    }

    private static String written(ExpositionFormatWriter writer, PrometheusRegistry registry) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape(), EscapingScheme.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(UTF_8);
    }
}
