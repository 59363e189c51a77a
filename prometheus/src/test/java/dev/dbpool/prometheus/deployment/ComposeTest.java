package dev.dbpool.prometheus.deployment;

import static dev.dbpool.prometheus.deployment.ManifestsTest.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

/** Without Docker: what is mounted exists, and each program finds what it is told to look for. */
class ComposeTest {
    private static final Path DIRECTORY = Path.of("").toAbsolutePath().resolve("compose");

    @Test
    void everyMountedFileExists() throws IOException {
        assertThat(mounts("prometheus")).hasSize(2);
        assertThat(mounts("alertmanager")).hasSize(2);
        assertThat(mounts("grafana")).hasSize(2);
        for (String service : List.of("prometheus", "alertmanager", "grafana")) {
            assertThat(mounts(service))
                    .as(service)
                    .allSatisfy(mount -> assertThat(DIRECTORY.resolve(mount.split(":", -1)[0]))
                            .exists());
        }
    }

    /** The configurations name other files relative to themselves; these must be where the containers look. */
    @ParameterizedTest
    @CsvSource({
        "prometheus, /etc/prometheus/prometheus.yml, /etc/prometheus/alerts, rule_files, alerts/*.rules.yml",
        "alertmanager, /etc/alertmanager/alertmanager.yml, /etc/alertmanager/templates, templates, templates/*.tmpl"
    })
    void whatTheConfigurationNamesIsMountedBesideIt(
            String service, String config, String directory, String field, String named) throws IOException {
        assertThat(mounts(service)).anyMatch(mount -> mount.contains(":" + config + ":"));
        assertThat(mounts(service)).anyMatch(mount -> mount.contains(":" + directory + ":"));
        assertThat(at(service(service), "command"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("--config.file=" + config);
        Map<String, Object> yaml = new Yaml().load(Files.readString(DIRECTORY.resolve("../" + service + ".yml")));
        assertThat(yaml.get(field)).isEqualTo(List.of(named));
    }

    @Test
    void onlyThisMachineReachesThePorts() throws IOException {
        assertThat(texts(at(service("prometheus"), "ports")))
                .hasSize(3)
                .allMatch(port -> port.startsWith("127.0.0.1:"));
        for (String service : List.of("alertmanager", "grafana")) {
            assertThat(at(service(service), "network_mode")).isEqualTo("service:prometheus");
            assertThat(service(service).containsKey("ports")).as(service).isFalse();
        }
    }

    @Test
    void grafanaFindsPrometheusAndTheDashboard() throws IOException {
        Map<String, List<Map<String, Object>>> sources = provisioned("datasources/prometheus.yml");
        assertThat(sources.get("datasources"))
                .singleElement()
                .satisfies(source -> assertThat(source)
                        .containsEntry("type", "prometheus")
                        .containsEntry("url", "http://localhost:9090")
                        .containsEntry("isDefault", true));

        Map<String, List<Map<String, Object>>> dashboards = provisioned("dashboards/db-pool.yml");
        Object path = at(dashboards.get("providers").get(0), "options", "path");
        assertThat(mounts("grafana")).contains("../dashboards:" + path + ":ro");
    }

    @Test
    void grafanaAsksAsOftenAsPrometheusScrapes() throws IOException {
        Map<String, List<Map<String, Object>>> sources = provisioned("datasources/prometheus.yml");
        Map<String, Object> prometheus = new Yaml().load(Files.readString(DIRECTORY.resolve("../prometheus.yml")));

        assertThat(at(sources.get("datasources").get(0), "jsonData", "timeInterval"))
                .isEqualTo(at(prometheus, "global", "scrape_interval"));
    }

    private static Map<String, List<Map<String, Object>>> provisioned(String file) throws IOException {
        return new Yaml()
                .load(Files.readString(DIRECTORY.resolve("grafana/provisioning").resolve(file)));
    }

    private static Map<?, ?> service(String name) throws IOException {
        Map<String, Object> compose = new Yaml().load(Files.readString(DIRECTORY.resolve("compose.yaml")));
        return (Map<?, ?>) at(compose, "services", name);
    }

    /** Files and directories of the repository; named volumes are left out. */
    private static List<String> mounts(String service) throws IOException {
        return texts(at(service(service), "volumes")).stream()
                .filter(volume -> volume.startsWith("."))
                .toList();
    }

    private static List<String> texts(Object list) {
        List<String> texts = new ArrayList<>();
        ((List<?>) list).forEach(element -> texts.add(String.valueOf(element)));
        return texts;
    }
}
