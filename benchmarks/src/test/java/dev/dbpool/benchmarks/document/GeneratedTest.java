package dev.dbpool.benchmarks.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.benchmarks.results.ResultFiles;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedTest {
    private static final String README = """
            <!-- chart: overload --><!-- /chart: overload -->
            <!-- chart: path --><!-- /chart: path -->
            """;

    @TempDir
    Path folder;

    @Test
    void readmeGetsTheChartsThatHaveResults() throws Exception {
        new ResultFiles(folder)
                .write(new SampleRun("overload")
                        .with("1.0 x", "ours", Map.of("goodput % of capacity", 95.0))
                        .run());

        String readme = new Generated(new Results(folder)).replaceCharts(README);

        assertThat(readme).isEqualTo("""
                <!-- chart: overload -->![goodput under overload](docs/charts/overload-goodput.svg)<!-- /chart: overload -->
                <!-- chart: path --><!-- /chart: path -->
                """);
        assertThat(new Generated(new Results(folder)).replaceCharts(readme)).isEqualTo(readme);
    }

    @Test
    void readmeWithoutPlacesStaysAsItIs() throws Exception {
        assertThat(new Generated(new Results(folder)).replaceCharts("# db-pool\n"))
                .isEqualTo("# db-pool\n");
    }
}
