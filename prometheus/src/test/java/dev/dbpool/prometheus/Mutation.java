package dev.dbpool.prometheus;

import dev.dbpool.prometheus.RuleFile.Group;
import dev.dbpool.prometheus.RuleFile.Rule;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One way to break a group of rules, which the cases have to notice. */
record Mutation(String name, Group broken) {
    private static final Pattern NUMBER_COMPARED = Pattern.compile("(?<![=!])(>=|<=|==|>|<)\\s*(\\d+(?:\\.\\d+)?)");
    private static final Pattern WINDOW = Pattern.compile("\\[(\\d+)[mhdw](?=[]:])");
    private static final Pattern QUANTILE = Pattern.compile("histogram_quantile\\(0\\.(\\d+)");
    private static final Duration EVALUATION = Duration.ofSeconds(15);

    /** Removes each rule, and moves each threshold, window, quantile and duration, severity too: one at a time. */
    static List<Mutation> of(Group group) {
        List<Mutation> mutations = new ArrayList<>();
        for (int i = 0; i < group.rules().size(); i++) {
            Rule rule = group.rules().get(i);
            int index = i;
            mutations.add(new Mutation(rule.name() + " removed", replace(group, index, Optional.empty())));
            changes(
                    rule,
                    (name, changed) -> mutations.add(
                            new Mutation(rule.name() + " " + name, replace(group, index, Optional.of(changed)))));
        }
        return numbered(mutations);
    }

    /** The same change can be made in two places that look alike. */
    private static List<Mutation> numbered(List<Mutation> mutations) {
        Map<String, Integer> seen = new HashMap<>();
        return mutations.stream()
                .map(mutation -> new Mutation(
                        number(mutation.name, seen.merge(mutation.name, 1, Integer::sum)), mutation.broken))
                .toList();
    }

    private static String number(String name, int occurrence) {
        return occurrence == 1 ? name : name + " (" + occurrence + ")";
    }

    private static Group replace(Group group, int index, Optional<Rule> changed) {
        List<Rule> rules = new ArrayList<>(group.rules());
        if (changed.isPresent()) {
            rules.set(index, changed.get());
        } else {
            rules.remove(index);
        }
        return new Group(group.name(), rules);
    }

    private static void changes(Rule rule, BiConsumer<String, Rule> changes) {
        thresholds(rule, changes);
        windows(rule, changes);
        Matcher quantile = QUANTILE.matcher(rule.expression());
        while (quantile.find()) {
            expression(rule, quantile, 1, "90", changes);
        }
        if (rule.isAlert()) {
            durations(rule, "for", changes);
            durations(rule, "keep_firing_for", changes);
            String severity = rule.texts("labels").getOrDefault("severity", "");
            var labels = rule.texts("labels");
            labels.put("severity", severity.equals("info") ? "warning" : "info");
            changes.accept("severity " + severity + " to " + labels.get("severity"), rule.with("labels", labels));
        }
    }

    private static void thresholds(Rule rule, BiConsumer<String, Rule> changes) {
        Matcher matcher = NUMBER_COMPARED.matcher(rule.expression());
        while (matcher.find()) {
            BigDecimal threshold = new BigDecimal(matcher.group(2));
            BigDecimal shift = threshold.signum() == 0 ? BigDecimal.ONE : threshold.multiply(new BigDecimal("0.02"));
            expression(rule, matcher, 2, threshold.add(shift).toPlainString(), changes);
            expression(rule, matcher, 2, threshold.subtract(shift).toPlainString(), changes);
        }
    }

    private static void windows(Rule rule, BiConsumer<String, Rule> changes) {
        Matcher matcher = WINDOW.matcher(rule.expression());
        while (matcher.find()) {
            int length = Integer.parseInt(matcher.group(1));
            expression(rule, matcher, 1, String.valueOf(2 * length), changes);
        }
    }

    private static void expression(
            Rule rule, Matcher place, int group, String replacement, BiConsumer<String, Rule> changes) {
        String before = rule.expression();
        String after = before.substring(0, place.start(group)) + replacement + before.substring(place.end(group));
        String line = before.substring(before.lastIndexOf('\n', place.start()) + 1);
        String shown = line.lines().findFirst().orElse("").strip();
        changes.accept(
                "with " + replacement + " for " + place.group(group) + " in: " + shown, rule.with("expr", after));
    }

    private static void durations(Rule rule, String field, BiConsumer<String, Rule> changes) {
        String text = rule.text(field);
        if (text.isEmpty()) {
            return;
        }
        Duration duration = CaseTable.span(text);
        for (Duration changed : List.of(duration.plus(EVALUATION), duration.minus(EVALUATION))) {
            String seconds = changed.toSeconds() + "s";
            changes.accept(field + " " + text + " to " + seconds, rule.with(field, seconds));
        }
    }
}
