package dev.dbpool.prometheus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** A rule file as data. Changes go to copies; the groups stand on their own, so one group is a rule file, too. */
record RuleFile(List<Group> groups) {

    record Group(String name, List<Rule> rules) {}

    /** A rule as YAML has it, aliases resolved. */
    record Rule(Map<String, Object> fields) {
        boolean isAlert() {
            return fields.containsKey("alert");
        }

        String name() {
            return text(isAlert() ? "alert" : "record");
        }

        String expression() {
            return text("expr");
        }

        /** Empty if the rule has no such field. */
        String text(String field) {
            return String.valueOf(fields.getOrDefault(field, ""));
        }

        /** Labels or annotations; empty if the rule has none. */
        Map<String, String> texts(String field) {
            Map<String, String> texts = new LinkedHashMap<>();
            if (fields.get(field) instanceof Map<?, ?> map) {
                map.forEach((name, value) -> texts.put(String.valueOf(name), String.valueOf(value)));
            }
            return texts;
        }

        Rule with(String field, Object value) {
            Map<String, Object> changed = new LinkedHashMap<>(fields);
            changed.put(field, value);
            return new Rule(changed);
        }
    }

    static RuleFile read(Path file) {
        Map<String, List<Map<String, Object>>> root = new Yaml().load(MonitoringFiles.read(file));
        List<Group> groups = new ArrayList<>();
        for (Map<String, Object> group : root.getOrDefault("groups", List.of())) {
            List<Rule> rules = new ArrayList<>();
            if (group.get("rules") instanceof List<?> list) {
                list.forEach(rule -> rules.add(rule(rule)));
            }
            groups.add(new Group(String.valueOf(group.get("name")), rules));
        }
        return new RuleFile(groups);
    }

    private static Rule rule(Object yaml) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (yaml instanceof Map<?, ?> map) {
            map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        }
        return new Rule(fields);
    }

    List<Rule> rules() {
        return groups.stream().flatMap(group -> group.rules().stream()).toList();
    }

    List<Rule> alerts() {
        return rules().stream().filter(Rule::isAlert).toList();
    }

    /** The group that the alert or recorded series is in. */
    Group groupOf(String name) {
        return groups.stream()
                .filter(group ->
                        group.rules().stream().anyMatch(rule -> rule.name().equals(name)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no rule is called " + name));
    }

    /** Writes one group as a rule file of its own. */
    static Path write(Group group, Path file) {
        DumperOptions options = new DumperOptions();
        options.setDereferenceAliases(true);
        List<Map<String, Object>> rules =
                group.rules().stream().map(Rule::fields).toList();
        Map<String, Object> root = Map.of("groups", List.of(Map.of("name", group.name(), "rules", rules)));
        return MonitoringFiles.write(file, new Yaml(options).dump(root));
    }
}
