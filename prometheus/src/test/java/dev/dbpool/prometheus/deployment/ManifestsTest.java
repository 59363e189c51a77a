package dev.dbpool.prometheus.deployment;

import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** The manifests in the form that Kubernetes and the Prometheus Operator read. */
class ManifestsTest {
    private static final Path MODULE = Path.of("").toAbsolutePath();

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
                .isEqualTo(List.of(
                        "prometheus-rule.yaml",
                        "grafana-pool-dashboard.yaml",
                        "grafana-pool-service-dashboard.yaml",
                        "grafana-pool-budget-dashboard.yaml",
                        "service-monitor.yaml"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .allSatisfy(name -> assertThat(MODULE.resolve("kubernetes").resolve(String.valueOf(name)))
                        .exists());
    }

    static Object at(Map<?, ?> yaml, String... path) {
        Object found = yaml;
        for (String key : path) {
            assertThat(found).as("%s in %s", key, yaml.keySet()).isInstanceOf(Map.class);
            found = ((Map<?, ?>) found).get(key);
        }
        return found;
    }

    private static Map<String, Object> yaml(String name) throws IOException {
        return new Yaml().load(Files.readString(MODULE.resolve("kubernetes").resolve(name)));
    }
}
