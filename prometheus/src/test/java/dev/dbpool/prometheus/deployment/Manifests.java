package dev.dbpool.prometheus.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/** Makes Kubernetes manifests of the one rules file and the one dashboard. */
enum Manifests {
    PROMETHEUS_RULE("alerts/database.rules.yml", "kubernetes/prometheus-rule.yaml") {
        @Override
        String of(String rules) {
            Map<String, Object> manifest = new LinkedHashMap<>();
            manifest.put("apiVersion", "monitoring.coreos.com/v1");
            manifest.put("kind", "PrometheusRule");
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("name", "db-pool");
            metadata.put("labels", LABELS);
            manifest.put("metadata", metadata);
            manifest.put("spec", new Yaml().<Map<String, Object>>load(rules));
            return header() + yaml().dump(manifest);
        }
    },
    GRAFANA_DASHBOARD("dashboards/database-pool-dashboard.json", "kubernetes/grafana-dashboard.yaml") {
        @Override
        String of(String dashboard) {
            Map<String, Object> metadata = new LinkedHashMap<>();
            metadata.put("name", "db-pool-dashboard");
            Map<String, String> labels = new LinkedHashMap<>(LABELS);
            labels.put("grafana_dashboard", "1");
            metadata.put("labels", labels);
            metadata.put("annotations", Map.of("grafana_folder", "Databases"));
            Map<String, Object> manifest = new LinkedHashMap<>();
            manifest.put("apiVersion", "v1");
            manifest.put("kind", "ConfigMap");
            manifest.put("metadata", metadata);
            // As text, not through the library: a block of this size stays as readable as the file itself.
            return header() + yaml().dump(manifest) + "data:\n  database-pool-dashboard.json: |\n"
                    + dashboard.strip().replaceAll("(?m)^", "    ") + "\n";
        }
    };

    static final Path MODULE = Path.of("").toAbsolutePath();
    static final String HOW =
            "mvn test -Dtest=ManifestsTest" + " -Dsurefire.failIfNoSpecifiedTests=false -Dgenerate=true";
    private static final Map<String, String> LABELS = labels();

    private final String source;
    private final String target;

    Manifests(String source, String target) {
        this.source = source;
        this.target = target;
    }

    /** The manifest, made of the text of its source. */
    abstract String of(String text);

    /** The same, with the name of the source in front of what is wrong in it. */
    String checked(String text) {
        try {
            return of(text);
        } catch (YAMLException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
    }

    String ofSource() throws IOException {
        return checked(Files.readString(source()));
    }

    Path source() {
        return MODULE.resolve(source);
    }

    Path target() {
        return MODULE.resolve(target);
    }

    String header() {
        return "# Made from ../" + source + "; do not edit. To make it anew:\n#   " + HOW + "\n";
    }

    private static Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("app.kubernetes.io/name", "db-pool");
        labels.put("app.kubernetes.io/component", "monitoring");
        return labels;
    }

    /** Anchors and merge keys are resolved: not every tool that handles manifests knows them. */
    private static Yaml yaml() {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setDereferenceAliases(true);
        options.setSplitLines(false);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        return new Yaml(new ReadableText(options), options);
    }

    /** Expressions of several lines stay so. */
    private static final class ReadableText extends Representer {
        ReadableText(DumperOptions options) {
            super(options);
            representers.put(
                    String.class,
                    text -> representScalar(
                            Tag.STR,
                            String.valueOf(text),
                            String.valueOf(text).contains("\n") ? ScalarStyle.LITERAL : ScalarStyle.PLAIN));
        }
    }
}
