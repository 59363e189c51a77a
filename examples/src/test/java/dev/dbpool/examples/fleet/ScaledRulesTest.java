package dev.dbpool.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Quick motion changes durations and nothing else. */
class ScaledRulesTest {
    private static final TimeScale THIRTY = new TimeScale(30);

    @ParameterizedTest
    @CsvSource({"5m, 10s", "2m, 4s", "6h, 720s", "15s, 500ms", "1h30m, 180s", "1d, 2880s", "10ms, 1ms"})
    void durationsAreDivided(String shipped, String scaled) {
        assertThat(THIRTY.scaled(shipped)).isEqualTo(scaled);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rate(x[5m]) > 5                       | rate(x[10s]) > 5",
                "max_over_time(x[1h:30s]) == 300       | max_over_time(x[120s:1s]) == 300",
                "x unless y offset 5m                  | x unless y offset 10s",
                "x offset -5m                          | x offset -10s",
                "level:x:rate5m / 300                  | level:x:rate5m / 300",
                "x{le=\"5m\"} > 120 and y[2m] @ end()  | x{le=\"5m\"} > 120 and y[4s] @ end()"
            })
    void inExpressionsRangesAndOffsetsAreDurations(String shipped, String scaled) {
        Map<String, Object> rule = new Yaml().load(ScaledRules.of(new Yaml().dump(Map.of("expr", shipped)), THIRTY));

        assertThat(rule).containsEntry("expr", scaled);
    }

    @Test
    void allThatARuleWaitsForIsDivided() {
        Map<String, Object> group = new Yaml().load(ScaledRules.of("""
                interval: 30s
                rules:
                  - alert: Five5m
                    for: 2m
                    keep_firing_for: 5m
                    annotations: { for: 2m of users' time, description: "up to [5m]" }
                """, THIRTY));

        assertThat(group.toString())
                .isEqualTo("{interval=1s, rules=[{alert=Five5m, for=4s, keep_firing_for=10s,"
                        + " annotations={for=2m of users' time, description=up to [5m]}}]}");
    }

    @Test
    void theShippedRulesKeepEverythingElse() throws IOException {
        String shipped =
                Files.readString(ShippedFiles.folder().resolve("alerts").resolve("database.rules.yml"));

        String same = ScaledRules.of(shipped, new TimeScale(1));
        String scaled = ScaledRules.of(shipped, THIRTY);

        assertThat(withoutDurations(scaled)).isEqualTo(withoutDurations(same));
        Object rules = new Yaml().load(scaled);
        assertThat(rules.toString()).doesNotContainPattern("\\[\\d+[mhd]\\]|for=\\d+[mhd]|offset \\d+[mhd]");
        assertThat(rules.toString()).contains("alert=DatabaseConnectionPoolExhausted", "[10s]", "for=4s");
    }

    private static String withoutDurations(String rules) {
        return rules.replaceAll("(?<=\\[|for: |interval: |offset )" + TimeScale.DURATION, "DURATION")
                .replaceAll("(?<=\\[DURATION:)" + TimeScale.DURATION, "STEP");
    }
}
