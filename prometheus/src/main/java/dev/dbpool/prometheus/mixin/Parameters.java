package dev.dbpool.prometheus.mixin;

import static java.util.stream.Collectors.toMap;

import java.io.StringReader;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The values of all parameters, checked. */
final class Parameters {
    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = values;
    }

    /** All that can be set, read from {@code source/parameters.yml}. */
    static Map<String, Parameter> declared(String text) {
        Map<String, Map<String, Map<String, Object>>> sections = new Yaml().load(text);
        return sections.values().stream()
                .flatMap(section -> section.entrySet().stream())
                .map(entry -> Parameter.of(entry.getKey(), entry.getValue()))
                .collect(toMap(Parameter::name, parameter -> parameter, (a, b) -> a, LinkedHashMap::new));
    }

    static Parameters defaults(Map<String, Parameter> declared) {
        Map<String, String> values = new LinkedHashMap<>();
        declared.forEach((name, parameter) -> values.put(name, parameter.checked(parameter.fallback())));
        return new Parameters(values);
    }

    /**
     * The defaults with what a file sets.
     *
     * @throws BrokenSourceException for YAML that cannot be read, an unknown name, or a value that is not allowed
     */
    static Parameters read(Map<String, Parameter> declared, String file, String text) {
        Map<String, String> values = new LinkedHashMap<>(defaults(declared).values);
        for (NodeTuple setting : settings(file, text)) {
            String name = setting.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
            int line = setting.getKeyNode().getStartMark().getLine() + 1;
            Parameter parameter = Optional.ofNullable(declared.get(name))
                    .orElseThrow(() -> new BrokenSourceException(
                            file, line, "no parameter is called '" + name + "'; there are " + declared.keySet()));
            try {
                values.put(name, parameter.checked(value(setting.getValueNode())));
            } catch (IllegalArgumentException e) {
                throw new BrokenSourceException(file, line, String.valueOf(e.getMessage()));
            }
        }
        return new Parameters(values);
    }

    private static Iterable<NodeTuple> settings(String file, String text) {
        Node root;
        try {
            root = new Yaml().compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new BrokenSourceException(file, line, String.valueOf(e.getProblem()));
        }
        if (root == null) {
            return java.util.List.of();
        }
        if (!(root instanceof MappingNode settings)) {
            throw new BrokenSourceException(file, 1, "expected lines such as 'exhausted: 0.85'");
        }
        return settings.getValue();
    }

    private static Object value(Node node) {
        return new Nodes().value(node);
    }

    /** The value of a placeholder: a parameter, {@code budget}, or one of them times a number. */
    Optional<String> of(String placeholder) {
        int times = placeholder.indexOf('*');
        String name = times < 0 ? placeholder : placeholder.substring(0, times);
        Optional<String> value = name.equals("budget")
                ? of("objective").map(objective -> Parameter.plain(BigDecimal.ONE.subtract(new BigDecimal(objective))))
                : Optional.ofNullable(values.get(name));
        return times < 0
                ? value
                : value.map(number -> Parameter.plain(
                        new BigDecimal(number).multiply(new BigDecimal(placeholder.substring(times + 1)))));
    }

    /** Reads the value of one node. */
    private static final class Nodes extends SafeConstructor {
        Nodes() {
            super(new LoaderOptions());
        }

        Object value(Node node) {
            return constructDocument(node);
        }
    }
}
