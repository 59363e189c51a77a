package dev.dbpool.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/**
 * The shipped configuration in a real Alertmanager. Changed on the way in: each receiver becomes a webhook of the same
 * name on loopback, and waiting times become short.
 */
class AlertmanagerTest {
    private static final List<String> RECEIVED = new CopyOnWriteArrayList<>();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private static Path directory;

    private static List<AutoCloseable> started = new ArrayList<>();
    private static String url = "";

    @BeforeAll
    static void startAlertmanager() throws IOException {
        Tool.ALERTMANAGER.assumeInstalled();
        HttpServer webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            alertsIn(body)
                    .forEach(alert -> RECEIVED.add(exchange.getRequestURI().getPath() + " " + alert));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        webhook.start();
        started.add(() -> webhook.stop(0));
        Path config = directory.resolve("alertmanager.yml");
        Files.writeString(
                config, shippedConfig("http://127.0.0.1:" + webhook.getAddress().getPort()));
        int port = freePort();
        url = "http://127.0.0.1:" + port + "/api/v2/";
        Process process = Tool.ALERTMANAGER.start(
                directory.resolve("output"),
                "--config.file=" + config,
                "--storage.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address=");
        started.add(() -> process.destroyForcibly().waitFor(10, TimeUnit.SECONDS));
        await("Alertmanager to listen")
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> get("status").contains("\"versionInfo\""));
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable closeable : started) {
            closeable.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DatabaseConnectionPoolExhausted, DatabaseConnectionPoolHighUtilization",
        "DatabaseConnectionAcquireVerySlow, DatabaseConnectionAcquireSlow",
        "DatabaseConnectionErrorsHigh, DatabaseConnectionErrors",
        "DatabaseConnectionPoolExhaustionBurn, DatabaseConnectionPoolExhaustionSlowBurn",
        "DatabaseConnectionRejectionsHigh, DatabaseConnectionRejections",
        "DatabaseConnectionPoolExhausted, DatabaseConnectionPoolExhaustionBurn",
        "DatabaseConnectionPoolExhausted, DatabaseConnectionAcquireVerySlow",
        "DatabaseConnectionPoolExhausted, DatabaseConnectionCallersWaiting",
        "DatabaseConnectionPoolExhaustionBurn, DatabaseConnectionAcquireVerySlow",
        "DatabaseConnectionErrorsHigh, DatabaseConnectionFailureShare",
        "DatabaseConnectionErrorsHigh, DatabaseConnectionPoolExhaustionBurn",
        "DatabaseUnreachable, DatabaseConnectionErrorsHigh",
        "DatabaseUnreachable, DatabaseConnectionTimeouts",
        "DatabaseUnreachable, DatabaseConnectionPoolExhausted",
        "DatabaseConnectionMetricsMissing, DatabaseConnectionScrapeFailing"
    })
    void theCauseSilencesItsConsequenceInTheSamePoolOnly(String cause, String consequence) throws Exception {
        String service = "s-" + cause + "-" + consequence;
        boolean ofService = cause.equals("DatabaseConnectionMetricsMissing");
        post(alert(cause, service, ofService ? "" : "one:9090", ""));
        post(alert(consequence, service, "one:9090", ""));
        post(alert(consequence, service + "-other", "one:9090", ""));
        if (!ofService) {
            post(alert(consequence, service, "two:9090", ""));
            post(alert(consequence, service, "one:9090", "replica"));
        }

        // Alertmanager hands new alerts to its inhibitor in the background.
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(states(service)).containsEntry(consequence + " one:9090 ", "suppressed"));
        Map<String, String> states = states(service);
        assertThat(states).containsEntry(cause + " " + (ofService ? "" : "one:9090") + " ", "active");
        assertThat(states(service + "-other")).containsEntry(consequence + " one:9090 ", "active");
        if (!ofService) {
            assertThat(states).containsEntry(consequence + " two:9090 ", "active");
            assertThat(states).containsEntry(consequence + " one:9090 replica", "active");
        }
    }

    /** Two hundred incidents within 45 seconds are what a lost server cost before. */
    @Test
    void aServerLostByManyServicesIsOnePage() throws Exception {
        Map<String, String> outage = alert("DatabaseOutage", "", "", "");
        outage.remove("job");
        outage.put("server", "lost:5432");
        post(outage);
        for (int i = 0; i < 20; i++) {
            Map<String, String> single = alert("DatabaseUnreachable", "of-lost-" + i, "one:9090", "");
            single.put("server", "lost:5432");
            post(single);
        }
        Map<String, String> elsewhere = alert("DatabaseUnreachable", "of-other", "one:9090", "");
        elsewhere.put("server", "other:5432");
        post(elsewhere);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(RECEIVED).anyMatch(message -> message.contains("DatabaseOutage"));
            assertThat(RECEIVED).anyMatch(message -> message.contains("of-other"));
        });
        assertThat(RECEIVED).noneMatch(message -> message.contains("of-lost-"));
    }

    @Test
    void aPageOfTheServiceSilencesItsBudget() throws Exception {
        post(alert("DatabaseConnectionErrorsHigh", "spent", "one:9090", ""));
        post(alert("DatabaseConnectionErrorBudgetBurn", "spent", "", ""));
        post(alert("DatabaseConnectionErrorBudgetBurn", "thin", "", ""));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() ->
                        assertThat(states("spent")).containsEntry("DatabaseConnectionErrorBudgetBurn  ", "suppressed"));
        assertThat(states("thin")).containsEntry("DatabaseConnectionErrorBudgetBurn  ", "active");
    }

    @Test
    void theDeadMansSwitchIsHeardOutsideAndNowhereElse() throws Exception {
        Map<String, String> alive = alert("DatabaseMonitoringAlive", "", "", "");
        post(alive);

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(RECEIVED)
                        .filteredOn(message -> message.contains("DatabaseMonitoringAlive"))
                        .isNotEmpty()
                        .allMatch(message -> message.startsWith("/dead-mans-switch ")));
    }

    @ParameterizedTest
    @CsvSource({
        "DatabaseUnreachable, DatabaseConnectionMetricsMissing",
        "DatabaseUnreachable, DatabaseConnectionScrapeFailing",
        "DatabaseConnectionPoolExhausted, DatabaseConnectionTimeouts",
        "DatabaseConnectionPoolExhausted, DatabaseConnectionErrors"
    })
    void whatMustBeHeardIsHeard(String one, String other) throws Exception {
        String service = "h-" + one + "-" + other;
        post(alert(one, service, "one:9090", ""));
        post(alert(other, service, "one:9090", ""));

        assertThat(states(service).values()).containsOnly("active").hasSize(2);
    }

    @Test
    void pagesReachAPagerWarningsTheChannelInfoTheDigestAndTheSilencedNobody() throws Exception {
        post(alert("DatabaseConnectionPoolExhausted", "delivery", "one:9090", ""));
        post(alert("DatabaseConnectionPoolHighUtilization", "delivery", "one:9090", ""));
        post(alert("DatabaseConnectionLeakSuspected", "delivery", "one:9090", ""));
        post(alert("DatabaseConnectionPoolNoIdle", "delivery", "two:9090", ""));

        await("the three that are heard").atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            assertThat(RECEIVED)
                    .anyMatch(line -> line.matches("/pager-\\w+ DatabaseConnectionPoolExhausted delivery one:9090 "));
            assertThat(RECEIVED).contains("/database-channel DatabaseConnectionLeakSuspected delivery one:9090 ");
            assertThat(RECEIVED).contains("/database-digest DatabaseConnectionPoolNoIdle delivery two:9090 ");
        });
        assertThat(RECEIVED).noneMatch(line -> line.contains("DatabaseConnectionPoolHighUtilization delivery"));
    }

    private static String shippedConfig(String webhook) {
        Map<String, Object> config = new Yaml().load(MonitoringFiles.read(MonitoringFiles.ALERTMANAGER));
        List<Map<String, Object>> receivers = new ArrayList<>();
        Object shipped = config.getOrDefault("receivers", List.of());
        if (shipped instanceof List<?> list) {
            for (Object receiver : list) {
                String name = receiver instanceof Map<?, ?> map ? String.valueOf(map.get("name")) : "";
                receivers.add(Map.of("name", name, "webhook_configs", List.of(Map.of("url", webhook + "/" + name))));
            }
        }
        config.put("receivers", receivers);
        config.put("global", Map.of());
        config.put("templates", List.of());
        return new Yaml()
                .dump(config)
                .replaceAll("group_wait: \\w+", "group_wait: 1s")
                .replaceAll("group_interval: \\w+", "group_interval: 1s");
    }

    private static Map<String, String> alert(String name, String service, String instance, String pool) {
        String severity = RuleFile.read(MonitoringFiles.RULES).alerts().stream()
                .filter(rule -> rule.name().equals(name))
                .map(rule -> rule.texts("labels").getOrDefault("severity", ""))
                .findFirst()
                .orElseThrow();
        Map<String, String> labels = new LinkedHashMap<>(Map.of("alertname", name, "component", "database"));
        labels.putAll(Map.of("severity", severity, "job", "db-pool", "service", service));
        labels.put("instance", instance);
        labels.put("pool", pool);
        labels.values().removeIf(String::isEmpty);
        return labels;
    }

    private static void post(Map<String, String> labels) throws Exception {
        StringBuilder json = new StringBuilder();
        labels.forEach(
                (name, value) -> json.append(json.isEmpty() ? "" : ",").append('"' + name + "\":\"" + value + '"'));
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "alerts"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("[{\"labels\":{" + json + "}}]"))
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** By alert, instance and pool: {@code active} or {@code suppressed}, as Alertmanager sees it. */
    private static Map<String, String> states(String service) throws Exception {
        List<Map<String, Map<String, String>>> alerts =
                new Yaml().load(get("alerts?filter=service%3D%22" + service + "%22"));
        Map<String, String> states = new LinkedHashMap<>();
        for (Map<String, Map<String, String>> alert : alerts) {
            Map<String, String> labels = alert.getOrDefault("labels", Map.of());
            String key = labels.get("alertname") + " " + labels.getOrDefault("instance", "") + " "
                    + labels.getOrDefault("pool", "");
            states.put(key, alert.getOrDefault("status", Map.of()).getOrDefault("state", ""));
        }
        return states;
    }

    private static List<String> alertsIn(String notification) {
        Map<String, List<Map<String, Map<String, String>>>> parsed = new Yaml().load(notification);
        return parsed.getOrDefault("alerts", List.of()).stream()
                .map(alert -> alert.getOrDefault("labels", Map.of()))
                .map(labels -> labels.get("alertname") + " " + labels.get("service") + " "
                        + labels.getOrDefault("instance", "") + " " + labels.getOrDefault("pool", ""))
                .toList();
    }

    private static String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path)).build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
