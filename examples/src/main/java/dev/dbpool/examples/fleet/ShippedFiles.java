package dev.dbpool.examples.fleet;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The configurations that the project ships, made fit for one machine and quick motion: durations divided, addresses
 * and receivers replaced, everything else (relabelling, honor_labels, routes, groups, inhibition, templates) as shipped.
 *
 * <p>Scrapes and evaluations happen once per second at the most, so with a factor above 15 they are scaled less than
 * the rest.
 */
final class ShippedFiles {
    private static final long SHORTEST_INTERVAL_MILLIS = 1_000;
    private static final Set<String> WAITS =
            Set.of("group_wait", "group_interval", "repeat_interval", "resolve_timeout");

    private final Path folder;
    private final TimeScale scale;

    ShippedFiles(Path folder, TimeScale scale) {
        this.folder = folder;
        this.scale = scale;
    }

    /** The folder {@code prometheus} of the project: named by a property, or found upwards from here. */
    static Path folder() throws IOException {
        String named = System.getProperty("dbpool.monitoring", "");
        Stream<Path> candidates = named.isEmpty()
                ? Stream.iterate(Path.of("").toAbsolutePath(), here -> here != null, Path::getParent)
                        .map(here -> here.resolve("prometheus"))
                : Stream.of(Path.of(named));
        return candidates
                .filter(folder -> Files.exists(folder.resolve("prometheus.yml")))
                .findFirst()
                .orElseThrow(() -> new IOException("prometheus/prometheus.yml is not found here or above"));
    }

    /**
     * Writes {@code prometheus.yml} and its rules. As in Kubernetes, each target has a label {@code service} of its own,
     * which must not win over that of the pool.
     *
     * @param targets addresses to scrape, by service
     */
    Path prometheus(Path directory, Map<String, String> targets, int ownPort, int alertmanagerPort) throws IOException {
        Path rules = Files.createDirectories(directory.resolve("alerts"));
        try (DirectoryStream<Path> shipped = Files.newDirectoryStream(folder.resolve("alerts"), "*.rules.yml")) {
            for (Path file : shipped) {
                Files.writeString(rules.resolve(file.getFileName()), ScaledRules.of(Files.readString(file), scale));
            }
        }
        String interval = interval();
        List<Object> pools = new ArrayList<>();
        targets.forEach((service, address) ->
                pools.add(Map.of("targets", List.of(address), "labels", Map.of("service", service + "-metrics"))));
        String config =
                Documents.rewritten(Files.readString(folder.resolve("prometheus.yml")), (key, value) -> switch (key) {
                    case "scrape_interval", "evaluation_interval", "scrape_timeout" -> interval;
                    case "alertmanagers" ->
                        value instanceof List ? List.of(targets("127.0.0.1:" + alertmanagerPort)) : value;
                    case "scrape_configs" ->
                        value instanceof List<?> jobs
                                ? jobs.stream()
                                        .map(job -> scraping(job, pools, ownPort))
                                        .toList()
                                : value;
                    default -> value;
                });
        return Files.writeString(directory.resolve("prometheus.yml"), config);
    }

    private String interval() throws IOException {
        Json global =
                Json.parse(Files.readString(folder.resolve("prometheus.yml"))).at("global");
        return scale.scaled(global.at("scrape_interval").text(), SHORTEST_INTERVAL_MILLIS);
    }

    private static Object scraping(Object job, List<Object> pools, int ownPort) {
        Map<Object, Object> copy = new LinkedHashMap<>();
        if (job instanceof Map<?, ?> shipped) {
            copy.putAll(shipped);
        }
        copy.put(
                "static_configs",
                "prometheus".equals(copy.get("job_name"))
                        ? targets("127.0.0.1:" + ownPort).get("static_configs")
                        : pools);
        return copy;
    }

    private static Map<String, Object> targets(String address) {
        return Map.of("static_configs", List.of(Map.of("targets", List.of(address))));
    }

    /** Writes {@code alertmanager.yml}: each receiver becomes a webhook whose path is the receiver's name. */
    Path alertmanager(Path directory, String webhook) throws IOException {
        String config = Documents.rewritten(Files.readString(folder.resolve("alertmanager.yml")), (key, value) -> {
            if (value instanceof String text && WAITS.contains(key)) {
                return scale.scaled(text);
            }
            if (value instanceof String text && key.equals("templates")) {
                return folder.toAbsolutePath().resolve(text).toString();
            }
            return key.equals("receivers") && value instanceof Map<?, ?> receiver ? webhook(receiver, webhook) : value;
        });
        return Files.writeString(directory.resolve("alertmanager.yml"), config);
    }

    private static Object webhook(Map<?, ?> receiver, String webhook) {
        String name = String.valueOf(receiver.get("name"));
        return Map.of(
                "name",
                name,
                "webhook_configs",
                List.of(Map.of("url", webhook + "/" + name, "send_resolved", toldOfTheEnd(receiver))));
    }

    /** The receivers that learn of the end of an alert. */
    Set<String> receiversToldOfTheEnd() throws IOException {
        Set<String> names = new TreeSet<>();
        Documents.rewritten(Files.readString(folder.resolve("alertmanager.yml")), (key, value) -> {
            if (key.equals("receivers") && value instanceof Map<?, ?> receiver && toldOfTheEnd(receiver)) {
                names.add(String.valueOf(receiver.get("name")));
            }
            return value;
        });
        return names;
    }

    private static boolean toldOfTheEnd(Map<?, ?> receiver) {
        return receiver.entrySet().stream().anyMatch(entry -> {
            String kind = String.valueOf(entry.getKey());
            return kind.endsWith("_configs")
                    && entry.getValue() instanceof List<?> channels
                    && channels.stream().anyMatch(channel -> tellsTheEnd(kind, channel));
        });
    }

    /** Alertmanager's defaults: mail, Slack and WeChat do not tell of the end unless they are asked to. */
    private static boolean tellsTheEnd(String kind, Object channel) {
        Object asked = channel instanceof Map<?, ?> settings ? settings.get("send_resolved") : null;
        return asked != null
                ? Boolean.TRUE.equals(asked)
                : !Set.of("email_configs", "slack_configs", "wechat_configs").contains(kind);
    }
}
