package dev.dbpool.examples.fleet;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Debian's Prometheus on loopback, with data in a temporary directory. */
public final class PrometheusProcess implements AutoCloseable {
    static final String PROGRAM = "prometheus";

    private final Program program;
    private final String url;

    private PrometheusProcess(Program program, String url) {
        this.program = program;
        this.url = url;
    }

    /** Starts it and waits until it serves. */
    static PrometheusProcess start(Path config, Path directory, int port, TimeScale scale)
            throws IOException, InterruptedException {
        String url = "http://127.0.0.1:" + port;
        Program program = Program.start(
                PROGRAM,
                directory.resolve("prometheus.log"),
                List.of(
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + directory.resolve("prometheus"),
                        "--web.listen-address=127.0.0.1:" + port,
                        // Pages that draw these data elsewhere on this machine may ask.
                        "--web.cors.origin=http://(localhost|127\\.0\\.0\\.1)(:\\d+)?",
                        "--query.lookback-delta=" + scale.scaled("5m")));
        PrometheusProcess started = new PrometheusProcess(program, url);
        boolean ready = false;
        try {
            program.awaitReady(url + "/-/ready");
            ready = true;
            return started;
        } finally {
            if (!ready) {
                started.close();
            }
        }
    }

    /** Where it listens. */
    public String url() {
        return url;
    }

    /** The alerts that fire now. */
    public Set<Alert> firing() throws IOException, InterruptedException {
        Set<Alert> firing = new TreeSet<>();
        for (Json alert :
                Json.get(url + "/api/v1/alerts").at("data").at("alerts").list()) {
            if (alert.at("state").text().equals("firing")) {
                firing.add(Alert.of(alert.at("labels").texts()));
            }
        }
        return firing;
    }

    /** What is wrong with the rules, in Prometheus' own words; empty if all could be evaluated. */
    public List<String> brokenRules() throws IOException, InterruptedException {
        return Json.get(url + "/api/v1/rules").at("data").at("groups").list().stream()
                .flatMap(group -> group.at("rules").list().stream())
                .filter(rule -> rule.at("health").text().equals("err"))
                .map(rule ->
                        rule.at("name").text() + ": " + rule.at("lastError").text())
                .toList();
    }

    /** The series that an expression yields now. @throws IOException if Prometheus refuses it */
    public List<Json> query(String expression) throws IOException, InterruptedException {
        return Json.get(url + "/api/v1/query?query=" + encoded(expression))
                .at("data")
                .at("result")
                .list();
    }

    /** The series that an expression yields over the last seconds. @throws IOException if Prometheus refuses it */
    public List<Json> queryRange(String expression, int seconds, int step) throws IOException, InterruptedException {
        long now = System.currentTimeMillis() / 1_000;
        return Json.get(url + "/api/v1/query_range?query=" + encoded(expression) + "&start=" + (now - seconds) + "&end="
                        + now + "&step=" + step)
                .at("data")
                .at("result")
                .list();
    }

    private static String encoded(String expression) {
        return URLEncoder.encode(expression, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        program.close();
    }
}
