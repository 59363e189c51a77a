package dev.dbpool.incidents;

import dev.dbpool.AcquireFailure;
import dev.dbpool.report.Report;
import dev.dbpool.report.Verdict;
import dev.dbpool.testkit.Logs;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What a pool has told of its trouble, in each of the ways in which it tells. */
final class Told {
    private static final String EPISODES = "db_pool_exhaustion_episodes";

    private Told() {}

    static Optional<Report> by(Throwable failure) {
        return failure instanceof AcquireFailure why ? why.report() : Optional.empty();
    }

    static Report explanation(Scene scene) {
        return scene.pool.explain();
    }

    /** Every form in which a report can be read. */
    static List<String> texts(Report report) {
        return List.of(report.sentence(), report.toText(), report.toJson());
    }

    static Object holders(Scene scene) {
        return scene.pool.holders();
    }

    static String exposition(PrometheusRegistry registry) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ExpositionFormats.init().getPrometheusTextFormatWriter().write(text, registry.scrape());
        return text.toString(StandardCharsets.UTF_8);
    }

    /** The episodes that have been counted; verdicts at zero are left out. */
    static Map<Verdict, Integer> episodes(PrometheusRegistry registry) {
        Map<Verdict, Integer> episodes = new EnumMap<>(Verdict.class);
        for (DataPointSnapshot point : points(registry, EPISODES)) {
            int count = (int) ((CounterDataPointSnapshot) point).getValue();
            if (count > 0) {
                episodes.put(Verdict.valueOf(point.getLabels().get("verdict").toUpperCase(Locale.ROOT)), count);
            }
        }
        return episodes;
    }

    static int leakSuspects(PrometheusRegistry registry) {
        return points(registry, "db_pool_leak_suspects").stream()
                .mapToInt(point -> (int) ((GaugeDataPointSnapshot) point).getValue())
                .sum();
    }

    private static List<? extends DataPointSnapshot> points(PrometheusRegistry registry, String name) {
        return registry.scrape(name::equals).stream()
                .flatMap(family -> family.getDataPoints().stream())
                .toList();
    }

    /** The warnings with which episodes of exhaustion begin. */
    static List<Logs.Line> episodeStarts(Logs logs, String service) {
        return warnings(logs, service).stream()
                .filter(line -> line.text().contains("exhaustion_began"))
                .toList();
    }

    static List<Logs.Line> episodeWarnings(Logs logs, String service, Verdict verdict) {
        return episodeStarts(logs, service).stream()
                .filter(line ->
                        line.text().contains(verdict.label()) || line.text().contains(verdict.title()))
                .toList();
    }

    /** Warnings and errors of this service, with the pool's own loggers only. */
    static List<Logs.Line> warnings(Logs logs, String service) {
        return logs.of("dev.dbpool").stream()
                .filter(line -> line.level().equals("WARN") || line.level().equals("ERROR"))
                .filter(line -> line.text().contains(service))
                .toList();
    }
}
