package dev.dbpool.benchmarks.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.benchmarks.results.Run;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScenarioTableTest {
    private static final Run RUN = new SampleRun("query")
            .with("1 thread", "db-pool", Map.of("ops /s", 1500.0, "lowest ops /s", 1400.0, "highest ops /s", 1600.4))
            .with("1 thread", "HikariCP", Map.of("ops /s", 1000.0, "p50 us", 12.6))
            .with("2 threads", "db-pool", Map.of("ops /s", 2000.0))
            .run();

    private static final List<Column> COLUMNS = List.of(
            Column.withRange("queries/s", "ops /s", 0),
            Column.ratio("ops /s", "HikariCP"),
            Column.of("p50 µs", "p50 us", 0),
            Column.percent("wasted", "wasted %", 1));

    @Test
    void everyScenarioHasItsTableAndEveryArmItsRow() {
        assertThat(ScenarioTable.of(RUN)).extracting(ScenarioTable::scenario).containsExactly("1 thread", "2 threads");
        assertThat(ScenarioTable.of(RUN).get(0).markdown(COLUMNS)).isEqualTo("""
                        | **1 thread** | queries/s | × HikariCP | p50 µs |
                        | --- | --: | --: | --: |
                        | db-pool | 1,500 [1,400–1,600] | 1.50 |  |
                        | HikariCP | 1,000 | 1.00 | 13 |
                        """);
    }

    @Test
    void columnThatNobodyMeasuredIsLeftOut() {
        assertThat(ScenarioTable.of(RUN).get(1).markdown(COLUMNS)).isEqualTo("""
                        | **2 threads** | queries/s |
                        | --- | --: |
                        | db-pool | 2,000 |
                        """);
    }

    @Test
    void scenarioOfAnotherKindShowsWhateverWasMeasured() {
        Run run = new SampleRun("path")
                .with("scrape", "11 pools", Map.of("ms", 0.84, "lowest ms", 0.8, "highest ms", 0.9))
                .run();

        assertThat(ScenarioTable.of(run).get(0).markdown(COLUMNS)).isEqualTo("""
                        | **scrape** | ms |
                        | --- | --: |
                        | 11 pools | 0.8 [0.8–0.9] |
                        """);
    }

    @Test
    void whatNeverHappenedIsSaid() {
        Run run = new SampleRun("disturbance")
                .with("step", "ours", Map.of("recovery s", 0.4))
                .with("step", "theirs", Map.of("recovery s", Double.POSITIVE_INFINITY))
                .run();

        assertThat(ScenarioTable.of(run).get(0).markdown(List.of(Column.of("recovered within s", "recovery s", 1))))
                .contains("| ours | 0.4 |")
                .contains("| theirs | never |");
    }

    @Test
    void faultsAreShownOnlyIfThereAreAny() {
        Run run = new SampleRun("overload")
                .with("1 x", "ours", Map.of("goodput /s", 1.0, "errors", 0.0))
                .with("2 x", "ours", Map.of("goodput /s", 1.0, "errors", 3.0))
                .run();
        List<Column> columns = List.of(Column.of("goodput/s", "goodput /s", 0), Column.fault("errors", "errors"));

        assertThat(ScenarioTable.of(run).get(0).markdown(columns)).doesNotContain("errors");
        assertThat(ScenarioTable.of(run).get(1).markdown(columns)).contains("| ours | 1 | 3 |");
    }
}
