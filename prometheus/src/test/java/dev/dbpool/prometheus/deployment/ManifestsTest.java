package dev.dbpool.prometheus.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/** The manifests carry the rules and the dashboard as they are; with -Dgenerate=true they are made anew first. */
class ManifestsTest {
    /** What `kubectl apply` can keep in its annotation is 256 KiB. */
    private static final int LARGEST_MANIFEST = 250_000;

    @BeforeAll
    static void makeAnewOnRequest() throws IOException {
        if (Boolean.getBoolean("generate")) {
            for (Manifests manifest : Manifests.values()) {
                Files.writeString(manifest.target(), manifest.ofSource());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isWhatItsSourceGives(Manifests manifest) throws IOException {
        String made = manifest.ofSource();

        assertThat(manifest.target())
                .as("%s has drifted from %s. Make it anew: %s", manifest.target(), manifest.source(), Manifests.HOW)
                .hasContent(made);
        assertThat(made.getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(LARGEST_MANIFEST);
    }

    @ParameterizedTest
    @EnumSource
    void followsAChangeOfItsSource(Manifests manifest) throws IOException {
        String source = Files.readString(manifest.source());

        assertThat(manifest.of(source.replaceFirst("Database", "Databank"))).isNotEqualTo(manifest.of(source));
    }

    @Test
    void theRulesAreTheSameRules() throws IOException {
        Map<String, Object> rules = new Yaml().load(Files.readString(Manifests.PROMETHEUS_RULE.source()));

        assertThat(yaml("prometheus-rule.yaml")).containsEntry("spec", rules);
    }

    @Test
    void promtoolAcceptsTheRulesOfTheManifest() throws Exception {
        String hint = "SKIPPED: promtool is not installed; apt-get install -y --no-install-recommends prometheus";
        boolean installed = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, "promtool")));
        assumeTrue(installed, hint);
        Path rules = Files.createTempFile("manifest", ".rules.yml");
        Files.writeString(rules, new Yaml().dump(yaml("prometheus-rule.yaml").get("spec")));

        Process promtool = new ProcessBuilder("promtool", "check", "rules", "--lint-fatal", rules.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(promtool.waitFor()).as(output).isZero();
        Files.delete(rules);
    }

    @Test
    void theDashboardIsTheSameText() throws IOException {
        Map<String, Object> configMap = yaml("grafana-dashboard.yaml");

        assertThat(configMap.get("data"))
                .isEqualTo(
                        Map.of("database-pool-dashboard.json", Files.readString(Manifests.GRAFANA_DASHBOARD.source())));
        assertThat(at(configMap, "metadata", "labels")).hasFieldOrPropertyWithValue("grafana_dashboard", "1");
    }

    @ParameterizedTest
    @CsvSource({"service-monitor.yaml, ServiceMonitor, endpoints", "pod-monitor.yaml, PodMonitor, podMetricsEndpoints"})
    void thePoolsOwnServiceLabelWins(String file, String kind, String endpoints) throws IOException {
        Map<String, Object> monitor = yaml(file);

        assertThat(monitor)
                .containsEntry("apiVersion", "monitoring.coreos.com/v1")
                .containsEntry("kind", kind);
        assertThat(at(monitor, "spec", endpoints))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .isNotEmpty()
                .allSatisfy(endpoint -> assertThat(endpoint).hasFieldOrPropertyWithValue("honorLabels", true));
    }

    @Test
    void theKustomizationNamesFilesThatExist() throws IOException {
        assertThat(yaml("kustomization.yaml").get("resources"))
                .isEqualTo(List.of("prometheus-rule.yaml", "grafana-dashboard.yaml", "service-monitor.yaml"));
    }

    static Object at(Map<?, ?> yaml, String... path) {
        Object found = yaml;
        for (String key : path) {
            assertThat(found).as("%s in %s", key, yaml.keySet()).isInstanceOf(Map.class);
            found = ((Map<?, ?>) found).get(key);
        }
        return found;
    }

    @Test
    void aBrokenSourceIsNamed() {
        assertThatThrownBy(() -> Manifests.PROMETHEUS_RULE.checked("groups:\n  - name: ["))
                .hasMessageContainingAll("alerts/database.rules.yml", "line 2");
    }

    private static Map<String, Object> yaml(String name) throws IOException {
        return new Yaml()
                .load(Files.readString(Manifests.MODULE.resolve("kubernetes").resolve(name)));
    }
}
