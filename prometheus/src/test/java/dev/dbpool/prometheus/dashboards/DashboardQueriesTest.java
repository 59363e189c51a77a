package dev.dbpool.prometheus.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbpool.prometheus.dashboards.Dashboard.Target;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every query of the dashboard is PromQL: promtool parses it, as the expression of a rule. */
class DashboardQueriesTest {
    private static final String HINT =
            "SKIPPED: promtool is not installed; apt-get install -y --no-install-recommends prometheus";

    @TestFactory
    Stream<DynamicTest> parses() throws IOException {
        assumePromtool();
        return Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.targets().stream())
                .map(target -> DynamicTest.dynamicTest(
                        target.place(),
                        () -> assertThat(complaint(target))
                                .as("%s: %s", target.place(), target.expression())
                                .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> noticesWhatIsNotPromql() throws IOException {
        assumePromtool();
        Dashboard shipped = Dashboard.shipped();
        return Stream.of("sum(", "rate(db_pool_cancelled_total)", "db_pool_connections{state=$nothing}")
                .map(expression -> DynamicTest.dynamicTest(expression, () -> {
                    Dashboard broken = shipped.with("/panels/0/targets/0", "expr", "\"" + expression + "\"");
                    assertThat(complaint(broken.panelTargets().get(0))).contains("could not parse");
                }));
    }

    private static void assumePromtool() {
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
        if (!installed) {
            System.err.println(HINT);
        }
        assumeTrue(installed, HINT);
    }

    /** What promtool says against a query; empty if nothing. */
    private static String complaint(Target target) throws IOException, InterruptedException {
        String expression = Promql.withVariablesReplaced(target.expression()).replace("\n", "\n          ");
        Path rules = Files.createTempFile("query", ".rules.yml");
        try {
            Files.write(
                    rules,
                    List.of("groups:", "  - name: dashboard", "    rules:", "      - record: query", "        expr: |"),
                    StandardCharsets.UTF_8);
            Files.writeString(
                    rules,
                    "          " + expression + "\n",
                    StandardCharsets.UTF_8,
                    java.nio.file.StandardOpenOption.APPEND);
            Process promtool = new ProcessBuilder("promtool", "check", "rules", rules.toString())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return promtool.waitFor() == 0 ? "" : output;
        } finally {
            Files.delete(rules);
        }
    }
}
