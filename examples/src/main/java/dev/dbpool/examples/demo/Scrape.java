package dev.dbpool.examples.demo;

import dev.dbpool.metrics.PoolMetric;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a scrape returned: every series with its value, both as written. Immutable. */
final class Scrape {
    private final Map<String, String> values;

    private Scrape(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    static Scrape of(PrometheusRegistry registry) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return parse(text.toString(StandardCharsets.UTF_8));
    }

    static Scrape parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            values.put(line.substring(0, space), line.substring(space + 1));
        });
        return new Scrape(values);
    }

    /** The series of one metric, in the order in which they were exposed. */
    List<String> seriesOf(PoolMetric metric) {
        return values.keySet().stream()
                .filter(series -> family(series, metric.type()).equals(metric.fullName()))
                .toList();
    }

    private static String family(String series, PoolMetric.Type type) {
        String name = series.substring(0, series.indexOf('{'));
        return type == PoolMetric.Type.HISTOGRAM ? name.replaceFirst("_(bucket|count|sum)$", "") : name;
    }

    /** The value as it was written, empty if there is no such series. */
    String text(String series) {
        return values.getOrDefault(series, "");
    }

    /** The sum of all series with this name and this text among their labels. */
    double value(String name, String label) {
        return values.entrySet().stream()
                .filter(entry ->
                        entry.getKey().startsWith(name + "{") && entry.getKey().contains(label))
                .mapToDouble(entry -> Double.parseDouble(entry.getValue()))
                .sum();
    }

    double value(String name) {
        return value(name, "");
    }
}
