package dev.dbpool.prometheus.mixin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/**
 * The shipped files are what the source gives with its defaults; {@code -Dgenerate=true} makes them anew first. With
 * {@code -Dparameters=FILE} the files of that parameter file are in {@code target/mixin} afterwards.
 */
class MixinTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();
    /** What `kubectl apply` can keep in its annotation is 256 KiB. */
    private static final int LARGEST_MANIFEST = 250_000;

    @BeforeAll
    static void makeAnewOnRequest() throws IOException {
        if (Boolean.getBoolean("generate")) {
            new Mixin(MODULE).withDefaults().forEach((file, text) -> Mixin.write(MODULE.resolve(file), text));
        }
        String own = System.getProperty("parameters", "");
        if (!own.isEmpty()) {
            new Mixin(MODULE)
                    .with(own, Files.readString(Path.of(own)))
                    .forEach((file, text) ->
                            Mixin.write(MODULE.resolve("target/mixin").resolve(file), text));
        }
    }

    @TestFactory
    Stream<DynamicTest> theShippedFilesAreTheDefaults() throws IOException {
        return new Mixin(MODULE)
                .withDefaults().entrySet().stream()
                        .map(output -> dynamicTest(output.getKey(), () -> {
                            assertThat(MODULE.resolve(output.getKey()))
                                    .as(
                                            "%s has drifted from source/; make it anew: mvn test -Dtest=MixinTest"
                                                    + " -Dsurefire.failIfNoSpecifiedTests=false -Dgenerate=true",
                                            output.getKey())
                                    .hasContent(output.getValue());
                            if (output.getKey().startsWith("kubernetes/")) {
                                assertThat(output.getValue().getBytes(StandardCharsets.UTF_8))
                                        .hasSizeLessThan(LARGEST_MANIFEST);
                            }
                        }));
    }

    @Test
    void allFormsCarryTheSameRules() throws IOException {
        Map<String, String> files = new Mixin(MODULE).withDefaults();
        Object groups = ((Map<?, ?>) new Yaml().load(files.get("alerts/database.rules.yml"))).get("groups");

        assertThat(groups)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSizeGreaterThan(5);
        assertThat(at(files.get("kubernetes/prometheus-rule.yaml"), "spec", "groups"))
                .isEqualTo(groups);
        assertThat(at(files.get("helm/values.yaml"), "additionalPrometheusRulesMap", "db-pool", "groups"))
                .isEqualTo(groups);
        Object inConfigMap = at(files.get("kubernetes/rules-configmap.yaml"), "data", "database.rules.yml");
        assertThat(at(String.valueOf(inConfigMap), "groups")).isEqualTo(groups);
    }

    @Test
    void jsonnetSeesTheSameRulesAndDashboards(@TempDir Path directory) throws Exception {
        boolean installed = Stream.of(String.valueOf(System.getenv("PATH")).split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "jsonnet")));
        String hint = "SKIPPED: jsonnet is not installed; apt-get install -y --no-install-recommends jsonnet";
        if (!installed) {
            System.err.println(hint);
        }
        assumeTrue(installed, hint);
        Map<String, String> files = new Mixin(MODULE).withDefaults();
        Path mixin = directory.resolve("mixin/mixin.libsonnet");
        for (Map.Entry<String, String> file : files.entrySet()) {
            if (file.getKey().matches("(mixin|dashboards)/.*")) {
                Mixin.write(directory.resolve(file.getKey()), file.getValue());
            }
        }
        Path output = directory.resolve("out.json");
        Process jsonnet = new ProcessBuilder(
                        "jsonnet",
                        "-o",
                        output.toString(),
                        "-e",
                        "local m = import '" + mixin
                                + "'; { alerts: m.prometheusAlerts, dashboards: m.grafanaDashboards }")
                .redirectErrorStream(true)
                .start();
        String words = new String(jsonnet.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jsonnet.waitFor()).as(words).isZero();

        JsonNode seen = new ObjectMapper().readTree(output.toFile());
        Map<String, Object> rules = new Yaml().load(files.get("alerts/database.rules.yml"));
        assertThat(seen.get("alerts")).isEqualTo(new ObjectMapper().valueToTree(rules));
        files.entrySet().stream()
                .filter(file -> file.getKey().startsWith("dashboards/"))
                .forEach(file -> assertThat(
                                seen.get("dashboards").has(file.getKey().replace("dashboards/", "")))
                        .as(file.getKey())
                        .isTrue());
    }

    @Test
    void aParameterFileChangesAllForms() throws IOException {
        Map<String, String> files = new Mixin(MODULE).with("mine.yml", """
                exhausted: 0.85
                objective: 0.99
                team: storage
                instanceLabels: [instance, pod]
                runbookUrl: https://wiki.example.com/db
                dashboardUrl: https://grafana.mine.example
                """);

        for (String file :
                List.of("alerts/database.rules.yml", "kubernetes/prometheus-rule.yaml", "helm/values.yaml")) {
            assertThat(files.get(file))
                    .contains("pool:db_pool_utilization:ratio > 0.85", "team: storage", "without (instance, pod, pool)")
                    .contains("service:db_pool_acquire_bad:ratio_rate1h > 0.144", "allows 1%")
                    .contains("https://wiki.example.com/db/DatabaseOutage.md", "https://grafana.mine.example/d/")
                    .doesNotContain("github.com/db-pool/db-pool/blob/main/docs/runbooks", "grafana.example.com", "%{");
        }
        assertThat(files.get("dashboards/database-pool-dashboard.json")).contains("https://wiki.example.com/db");
    }

    @Test
    void aSelectorReachesEveryRawSeriesAndNoRecordedOne() throws IOException {
        String rules = new Mixin(MODULE)
                .with("mine.yml", "selector: 'namespace=\"shop\"'")
                .getOrDefault("alerts/database.rules.yml", "");

        assertThat(rules)
                .contains("rate(db_pool_exhausted_seconds_total{namespace=\"shop\"}[5m])")
                .contains("db_pool_connections{namespace=\"shop\",state=\"max\"}")
                .contains("record: db_pool_utilization_percent")
                .contains("100 * pool:db_pool_utilization:ratio\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "team: a¶exhuasted: 0.8       | mine.yml:2: no parameter is called 'exhuasted'",
                "exhausted: 1.5               | mine.yml:1: exhausted is 1.5; allowed is 0.5 to 1",
                "exhausted: nearly            | mine.yml:1: exhausted is 'nearly', which is no number",
                "¶¶dashboardUrl: grafana      | mine.yml:3: dashboardUrl is 'grafana', which is no url",
                "team: 'a b'                  | mine.yml:1: team is 'a b', which is no word",
                "missedScrapes: 60            | mine.yml:1: missedScrapes is '60', which is no duration",
                "instanceLabels: [in-stance]  | mine.yml:1: instanceLabels is 'in-stance', which is no labels",
                "selector: 'a=b'              | mine.yml:1: selector is 'a=b', which is no matchers",
                "team: [                      | mine.yml:1: ",
                "- exhausted                  | mine.yml:1: expected lines such as"
            })
    void whatCannotBeUsedIsNamedWithItsPlace(String text, String message) throws IOException {
        Mixin mixin = new Mixin(MODULE);

        assertThatThrownBy(() -> mixin.with("mine.yml", text.replace('¶', '\n')))
                .isInstanceOf(BrokenSourceException.class)
                .hasMessageStartingWith(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rules.yml | a: 1¶b: %{exhuasted} | rules.yml:2: no parameter is called 'exhuasted'",
                "rules.yml | a: %{exhausted       | rules.yml:1: the placeholder %{exhausted is not closed",
                "rules.yml | a: 1¶¶b: [           | rules.yml:3: ",
                "board.json | {¶\"a\": ]           | board.json:2: "
            })
    void aBrokenTemplateIsNamedWithItsPlace(String file, String text, String message) throws IOException {
        Map<String, Parameter> declared =
                Parameters.declared(Files.readString(MODULE.resolve("source/parameters.yml")));
        Template template = new Template(file, text.replace('¶', '\n'));

        assertThatThrownBy(() -> template.filled(Parameters.defaults(declared)))
                .isInstanceOf(BrokenSourceException.class)
                .hasMessageStartingWith(message);
    }

    private static Object at(String yaml, String... path) {
        Object found = new Yaml().load(yaml);
        for (String key : path) {
            assertThat(found).as(key).isInstanceOf(Map.class);
            found = ((Map<?, ?>) found).get(key);
        }
        return found;
    }
}
