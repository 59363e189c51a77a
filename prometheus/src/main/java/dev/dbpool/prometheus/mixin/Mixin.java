package dev.dbpool.prometheus.mixin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** All shipped files that follow from the source: the rules, the dashboards, and what carries them to where they run. */
public final class Mixin {
    static final String RULES = "alerts/database.rules.yml";
    private static final Map<String, String> LABELS =
            ordered("app.kubernetes.io/name", "db-pool", "app.kubernetes.io/component", "monitoring");

    private final Path module;
    private final Map<String, Parameter> declared;

    /** @param module the directory that holds {@code source} */
    public Mixin(Path module) throws IOException {
        this.module = module;
        this.declared = Parameters.declared(Files.readString(module.resolve("source/parameters.yml")));
    }

    /** Writes all files below a directory: {@code java … Mixin MODULE PARAMETERS OUTPUT}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 3) {
            System.err.println("three arguments: this module's directory, a parameter file, a directory to write to");
            System.exit(2);
        }
        try {
            Path parameters = Path.of(arguments[1]);
            new Mixin(Path.of(arguments[0]))
                    .with(parameters.toString(), Files.readString(parameters))
                    .forEach((file, text) -> write(Path.of(arguments[2]).resolve(file), text));
        } catch (BrokenSourceException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** By name of the file: its text, with the defaults. */
    public Map<String, String> withDefaults() throws IOException {
        return outputs(Parameters.defaults(declared));
    }

    /**
     * By name of the file: its text, with the values of a parameter file.
     *
     * @param file how messages name it
     * @throws BrokenSourceException naming file, line and reason
     */
    public Map<String, String> with(String file, String text) throws IOException {
        return outputs(Parameters.read(declared, file, text));
    }

    private Map<String, String> outputs(Parameters parameters) throws IOException {
        Map<String, String> outputs = new LinkedHashMap<>();
        String rules = selected(template("database.rules.yml").filled(parameters), parameters);
        Map<String, String> dashboards = new TreeMap<>();
        for (String name : dashboards()) {
            dashboards.put(name, template("dashboards/" + name).filled(parameters));
        }
        Map<String, Object> groups = new Yaml().load(rules);
        outputs.put(RULES, rules);
        dashboards.forEach((name, text) -> outputs.put("dashboards/" + name, text));
        outputs.put(
                "kubernetes/prometheus-rule.yaml",
                made(manifest("monitoring.coreos.com/v1", "PrometheusRule", "db-pool", Map.of(), groups)));
        outputs.put(
                "kubernetes/rules-configmap.yaml",
                configMap("db-pool-rules", Map.of(), Map.of("database.rules.yml", rules)));
        // One for each: what `kubectl apply` remembers of all together would be too long.
        dashboards.forEach((name, text) -> outputs.put(
                "kubernetes/" + name.replace("database-", "grafana-").replace(".json", ".yaml"),
                configMap(
                        name.replace("database-", "db-").replace(".json", ""),
                        Map.of("grafana_dashboard", "1"),
                        Map.of(name, text))));
        outputs.put("helm/values.yaml", helmValues(groups));
        outputs.put("mixin/mixin.libsonnet", jsonnet(groups, dashboards.keySet()));
        return outputs;
    }

    private Template template(String name) throws IOException {
        return new Template(
                "source/" + name, Files.readString(module.resolve("source").resolve(name)));
    }

    private List<String> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(module.resolve("source/dashboards"))) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** With matchers the expressions change, and comments do not survive that. */
    private static String selected(String rules, Parameters parameters) {
        String matchers = parameters.of("selector").orElse("").replaceFirst(",\\s*$", "");
        if (matchers.isEmpty()) {
            return rules;
        }
        Map<String, List<Map<String, List<Map<String, Object>>>>> file = new Yaml().load(rules);
        file.values()
                .forEach(groups -> groups.forEach(group -> group.getOrDefault("rules", List.of())
                        .forEach(rule -> rule.computeIfPresent(
                                "expr",
                                (key, expression) -> Template.selected(String.valueOf(expression), matchers)))));
        return ReadableYaml.text(file);
    }

    private static Map<String, Object> manifest(
            String version, String kind, String name, Map<String, String> moreLabels, Map<String, Object> spec) {
        Map<String, Object> manifest = header(version, kind, name, moreLabels);
        manifest.put("spec", spec);
        return manifest;
    }

    private static Map<String, Object> header(
            String version, String kind, String name, Map<String, String> moreLabels) {
        Map<String, String> labels = new LinkedHashMap<>(LABELS);
        labels.putAll(moreLabels);
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", name);
        metadata.put("labels", labels);
        if (moreLabels.containsKey("grafana_dashboard")) {
            metadata.put("annotations", Map.of("grafana_folder", "Databases"));
        }
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("apiVersion", version);
        manifest.put("kind", kind);
        manifest.put("metadata", metadata);
        return manifest;
    }

    /** The files as text, not through the library: a block of this size stays as readable as the file itself. */
    private static String configMap(String name, Map<String, String> moreLabels, Map<String, String> files) {
        StringBuilder text = new StringBuilder(made(header("v1", "ConfigMap", name, moreLabels))).append("data:\n");
        files.forEach((file, content) ->
                text.append("  ").append(file).append(": |\n").append(indented(content, 4)));
        return text.toString();
    }

    /** Values for the chart kube-prometheus-stack, whose sidecar finds the dashboards in their ConfigMap. */
    private static String helmValues(Map<String, Object> groups) {
        return made(Map.of("additionalPrometheusRulesMap", Map.of("db-pool", groups)));
    }

    /** Objects of JSON are objects of jsonnet; alerts and recordings are apart, as mixins have them. */
    private static String jsonnet(Map<String, Object> groups, Set<String> dashboards) {
        try {
            ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            StringBuilder text = new StringBuilder(header()).append("{\n  prometheusAlerts+:: ");
            text.append(json.writeValueAsString(groups)).append(",\n  grafanaDashboards+:: {\n");
            for (String dashboard : dashboards) {
                text.append("    '%1$s': import '../dashboards/%1$s',\n".formatted(dashboard));
            }
            return text.append("  },\n}\n").toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rules that YAML can hold, JSON cannot", e);
        }
    }

    private static String made(Map<String, Object> yaml) {
        return header() + ReadableYaml.text(yaml);
    }

    private static String header() {
        return "# Made from source/ with the defaults of source/parameters.yml; do not edit (docs/monitoring.md).\n";
    }

    private static String indented(String text, int by) {
        return text.strip().replaceAll("(?m)^(?=.)", " ".repeat(by)) + "\n";
    }

    private static Map<String, String> ordered(String name, String value, String otherName, String otherValue) {
        Map<String, String> map = new LinkedHashMap<>();
        map.put(name, value);
        map.put(otherName, otherValue);
        return map;
    }

    static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot write " + file, e);
        }
    }
}
