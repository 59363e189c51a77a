package dev.dbpool.prometheus;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
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

    /** The same file with one group in place of the one of its name. */
    RuleFile with(Group changed) {
        return new RuleFile(groups.stream()
                .map(group -> group.name().equals(changed.name()) ? changed : group)
                .toList());
    }

    /** The group, and those before it whose recorded series it uses, directly or through others. */
    List<Group> withSources(String name) {
        int last = groups.stream().map(Group::name).toList().indexOf(name);
        List<Group> needed = new ArrayList<>(List.of(groups.get(last)));
        for (int i = last - 1; i >= 0; i--) {
            if (needed.stream().anyMatch(uses(groups.get(i)))) {
                needed.add(0, groups.get(i));
            }
        }
        return needed;
    }

    private static Predicate<Group> uses(Group source) {
        List<String> recorded = source.rules().stream()
                .filter(rule -> !rule.isAlert())
                .map(Rule::name)
                .toList();
        return group ->
                group.rules().stream().anyMatch(rule -> recorded.stream().anyMatch(rule.expression()::contains));
    }

    /** A rule and what it needs, directly or through others, with nothing else: quicker to run. */
    RuleFile only(String name) {
        Set<String> needed = new HashSet<>(Set.of(name));
        List<Rule> all = rules();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (needed.contains(all.get(i).name())) {
                recorded().filter(all.get(i).expression()::contains).forEach(needed::add);
            }
        }
        return new RuleFile(groups.stream()
                .map(group -> new Group(
                        group.name(),
                        group.rules().stream()
                                .filter(rule -> needed.contains(rule.name()))
                                .toList()))
                .filter(group -> !group.rules().isEmpty())
                .toList());
    }

    private Stream<String> recorded() {
        return rules().stream().filter(rule -> !rule.isAlert()).map(Rule::name);
    }

    /** Writes a group, and those that it needs, as a rule file of their own. */
    Path write(String name, Path file) {
        return new RuleFile(withSources(name)).write(file);
    }

    Path write(Path file) {
        DumperOptions options = new DumperOptions();
        options.setDereferenceAliases(true);
        List<Map<String, Object>> written = groups.stream()
                .map(group -> Map.<String, Object>of(
                        "name",
                        group.name(),
                        "rules",
                        group.rules().stream().map(Rule::fields).toList()))
                .toList();
        return MonitoringFiles.write(file, new Yaml(options).dump(Map.of("groups", written)));
    }
}
