package dev.dbpool.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dbpool.metrics.PoolMetric;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo on a server of its own, from beginning to end. */
class MetricsDemoTest {
    private static final String SERVICE = "service=\"order-service\"";

    @TempDir
    Path directory;

    @Test
    void theDemoShowsTheMetricsOfAQuietPoolThenWhatASqueezeChangesThenWhyThePoolIsExhausted() throws Exception {
        try (DemoProcess demo = DemoProcess.start(directory, Map.of())) {
            assertThat(demo.exitCode()).as("%s%s", demo.out(), demo.err()).isZero();

            assertThat(demo.out()).contains("round 1 ", "round 5 ").doesNotContain("round 6 ", "\033");
            assertThat(demo.err()).isEmpty();
            String quiet = between(demo.out(), "2  The metrics", "3  A squeeze");
            assertThat(quiet)
                    .contains(
                            "db_pool_connections{" + SERVICE + ",state=\"active\"} 0.0\n",
                            "db_pool_connections{" + SERVICE + ",state=\"max\"} 10.0\n",
                            "db_pool_acquire_duration_seconds_bucket{" + SERVICE + ",le=\"0.001\"} ",
                            "db_pool_acquire_duration_seconds_count{" + SERVICE + "} 301\n",
                            "db_pool_connection_errors_total{error_type=\"timeout\"," + SERVICE + "} 0.0\n")
                    // Two are kept ready beside those in use, of which there were up to two.
                    .containsPattern("db_pool_connections\\{\\S+,state=\"idle\"} [2-4]\\.0\n")
                    .containsPattern("# 0 in use, [2-4] open and idle, 10 at most");
            assertThat(quiet.lines().filter(line -> line.startsWith("  # "))).hasSameSizeAs(PoolMetric.values());

            String squeeze = between(demo.out(), "3  A squeeze", "What the squeeze changed");
            assertThat(number(squeeze, "up to (\\d+) workers waited")).isGreaterThanOrEqualTo(4);
            assertThat(number(squeeze, "db_pool_waiting_acquires\\{\\S+} (\\d+)"))
                    .isPositive();
            assertThat(squeeze).contains("state=\"active\"} 10.0\n");
            String changes = between(demo.out(), "What the squeeze changed", "4  An exhaustion");
            assertThat(changes)
                    .contains("db_pool_exhausted_seconds_total{" + SERVICE + "} 0.0 → ")
                    .containsPattern("state=\"idle\"} [2-4]\\.0 → 10\\.0\n")
                    .containsPattern("db_pool_acquire_duration_seconds_count\\{\\S+} 301 → [3-9]\\d\\d\n")
                    .doesNotContain("state=\"max\"", "db_pool_info");
            assertThatTheReadmeShows(demo.out());
            assertThat(DemoProcess.temporary(directory)).isEmptyDirectory();
        }
    }

    private static void assertThatTheReadmeShows(String output) throws IOException {
        String readme = Files.readString(Path.of("..", "README.md"));
        String explained = between(output, "And pool.explain() said:", "\nNext: ");

        assertThat(output)
                .contains("One more customer waited 3 s, and was told:\n    order-service: no connection within 3 s (");
        assertThat(ShownOutput.firstNotPrinted(ShownOutput.in(readme, "explained"), explained))
                .as("%s", explained)
                .isEmpty();
    }

    @Test
    void servedMetricsAnswerUntilCtrlCWhichLeavesNothingBehind() throws Exception {
        try (DemoProcess demo = DemoProcess.start(directory, Map.of(), "--serve", "0")) {
            Pattern line = Pattern.compile("metrics are served on (http://127\\.0\\.0\\.1:\\d+/metrics)");
            await().atMost(DemoProcess.PATIENCE).until(() -> demo.out().contains("round 1 "));
            String url = line.matcher(demo.out())
                    .results()
                    .map(found -> found.group(1))
                    .findFirst()
                    .orElseThrow();

            var reply = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
            demo.interrupt();

            assertThat(reply.body()).contains("db_pool_connections{" + SERVICE + ",state=\"max\"} 10.0\n");
            assertThat(reply.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(demo.exitCode()).isEqualTo(130);
            assertThat(demo.err()).isEmpty();
            assertThat(DemoProcess.temporary(directory)).isEmptyDirectory();
        }
    }

    private static String between(String text, String begin, String end) {
        return text.substring(text.indexOf(begin), text.indexOf(end));
    }

    private static int number(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult found) -> Integer.valueOf(found.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(pattern + " is not in\n" + text));
    }
}
