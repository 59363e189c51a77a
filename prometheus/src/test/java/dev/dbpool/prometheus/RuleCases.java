package dev.dbpool.prometheus;

import dev.dbpool.prometheus.CaseTable.Claim;
import dev.dbpool.prometheus.CaseTable.FurtherCase;
import dev.dbpool.prometheus.CaseTable.Phase;
import dev.dbpool.prometheus.CaseTable.Recorded;
import dev.dbpool.prometheus.CaseTable.Threshold;
import dev.dbpool.prometheus.SeriesNotation.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Expands the case table: from each row the cases that every alert has to pass. */
final class RuleCases {
    private final Map<String, List<RuleCase>> byRule = new LinkedHashMap<>();

    /** As that promtool sees them: a window's beginning, and the first minutes of a native histogram, depend on it. */
    RuleCases(CaseTable table, Promtool promtool) {
        table.thresholds().forEach(row -> cases(row.alert()).addAll(new Standard(row, Optional.of(promtool)).all()));
        table.recorded().forEach(row -> cases(row.series()).add(recorded(row)));
        table.furtherCases().forEach(row -> cases(row.alert()).add(further(row, promtool.isThree())));
    }

    /** In the order of the table. */
    Map<String, List<RuleCase>> byRule() {
        return byRule;
    }

    private List<RuleCase> cases(String alert) {
        return byRule.computeIfAbsent(alert, key -> new ArrayList<>());
    }

    /** A scenario of hours is not looked at every 15 seconds; that would only take long. */
    private static Duration step(Duration length) {
        if (length.compareTo(Duration.ofHours(5)) >= 0) {
            return Duration.ofMinutes(5);
        }
        return length.compareTo(Duration.ofHours(1)) > 0 ? Duration.ofMinutes(1) : Duration.ofSeconds(15);
    }

    /** It fires, with further series beside those that make it fire. */
    static RuleCase texts(Threshold row, String moreSeries) {
        return new Standard(row, Optional.empty()).texts(moreSeries);
    }

    private static RuleCase recorded(Recorded row) {
        return new RuleCase(row.series(), row.name(), scenario(row.phases(), row.step()))
                .records(row.at(), row.samples());
    }

    private static Scenario scenario(List<Phase> phases, Optional<Duration> step) {
        Duration length = phases.stream().map(Phase::length).reduce(Duration.ZERO, Duration::plus);
        Scenario scenario = new Scenario(step.orElseGet(() -> step(length)));
        phases.forEach(phase -> scenario.phase(phase.length(), phase.series()));
        return scenario;
    }

    private static RuleCase further(FurtherCase row, boolean three) {
        Scenario scenario = scenario(row.phases(), row.step());
        RuleCase ruleCase = new RuleCase(row.alert(), row.name(), scenario);
        for (Claim claim : row.claims()) {
            if (three && claim.untilThree()) {
                continue;
            }
            switch (claim.state()) {
                case "fires" -> ruleCase.firesOnce(claim.at(), claim.label().orElse(""));
                case "silent" -> ruleCase.isSilent(claim.at());
                default -> ruleCase.wasNeverPending(scenario.length());
            }
        }
        return ruleCase;
    }

    /** The cases that follow from one row of the table of thresholds. */
    private static final class Standard {
        private final Threshold row;
        private final Duration step;
        private final boolean openWindows;
        private final boolean startsLow;
        private final Duration firesAt;
        private final Duration settled;
        private final List<Value> above;
        private final List<Value> below;

        Standard(Threshold row, Optional<Promtool> promtool) {
            this.row = row;
            openWindows = promtool.filter(Promtool::isThree).isPresent();
            above = series(row.firesOn(), Map.of());
            // rate() holds back a counter near zero, but not a native histogram: a share of one in the other starts
            // low.
            startsLow =
                    promtool.filter(tool -> tool.form() == Histograms.CONVERTED).isPresent()
                            && above.stream().anyMatch(value -> value.metric().endsWith("_bucket"))
                            && above.stream().anyMatch(value -> value.metric().endsWith("_total"));
            step = step(row.trueAfter().plus(row.hold()));
            firesAt = row.trueAfter().plus(row.hold()).plus(startsLow ? Duration.ofMinutes(5) : Duration.ZERO);
            settled = firesAt.plusMinutes(10);
            below = series(row.silentOn(), Map.of());
        }

        List<RuleCase> all() {
            List<RuleCase> cases = new ArrayList<>(List.of(
                    firesInTime(),
                    new RuleCase(row.alert(), "just below", scenario().phase(settled, below)).wasNeverPending(settled),
                    resolves(),
                    new RuleCase(row.alert(), "no traffic at all", scenario().phase(settled, Scenario.calm(above)))
                            .nothingWasPending(settled),
                    restart("a restart at twice the load, with a gap", step.multipliedBy(4)),
                    restart("a restart at twice the load, between two scrapes", Duration.ZERO),
                    restartBelow("a restart just below, with a gap", step.multipliedBy(4)),
                    restartBelow("a restart just below, between two scrapes", Duration.ZERO)));
            cases.addAll(pairs("instances", Map.of("instance", "two:9090")));
            cases.addAll(pairs("services", Map.of("instance", "two:9090", "service", "billing")));
            cases.addAll(pairs("pools of one instance", Map.of("pool", "replica")));
            cases.addAll(missing());
            return cases;
        }

        RuleCase texts(String moreSeries) {
            List<Value> all = both(above, series(moreSeries, Map.of()));
            return new RuleCase(row.alert(), "texts", scenario().phase(firesAt.plus(step), all)).printsTexts(firesAt);
        }

        private RuleCase firesInTime() {
            RuleCase ruleCase =
                    new RuleCase(row.alert(), "just above", scenario().phase(firesAt.plusMinutes(5), above));
            return (startsLow ? ruleCase : ruleCase.isSilent(firesAt.minus(step)))
                    .fires(firesAt, List.of(labels(Map.of())))
                    .fires(firesAt.plusMinutes(5), List.of(labels(Map.of())));
        }

        private RuleCase resolves() {
            Duration end = firesAt.plus(step);
            Duration clears = end.plus(row.clearsAfter());
            Scenario scenario =
                    scenario().phase(end, above).phase(row.clearsAfter().plusMinutes(10), Scenario.calm(above));
            Duration last = clears.minus(step);
            if (openWindows && last.compareTo(firesAt) > 0) {
                last = last.minus(step);
            }
            return new RuleCase(row.alert(), "resolves", scenario)
                    .fires(last, List.of(labels(Map.of())))
                    .isSilent(clears)
                    .isSilent(scenario.length());
        }

        private RuleCase restart(String name, Duration gap) {
            Duration before = firesAt.plus(step.multipliedBy(4));
            Scenario scenario = scenario().phase(before, Scenario.doubled(above));
            if (!gap.isZero()) {
                scenario.phase(gap, List.of());
            }
            scenario.phase(settled, Scenario.doubled(above), true);
            return new RuleCase(row.alert(), name, scenario)
                    .fires(before.minus(step), List.of(labels(Map.of())))
                    .fires(scenario.length(), List.of(labels(Map.of())));
        }

        private RuleCase restartBelow(String name, Duration gap) {
            Scenario scenario = scenario().phase(settled, below);
            if (!gap.isZero()) {
                scenario.phase(gap, List.of());
            }
            scenario.phase(settled, below, true);
            return new RuleCase(row.alert(), name, scenario).wasNeverPending(scenario.length());
        }

        private List<RuleCase> pairs(String what, Map<String, String> otherLabels) {
            Scenario oneHot = scenario().phase(settled, both(above, series(row.silentOn(), otherLabels)));
            Scenario twoHot = scenario().phase(settled, both(above, series(row.firesOn(), otherLabels)));
            return List.of(
                    new RuleCase(row.alert(), "one hot of two " + what, oneHot)
                            .fires(settled, List.of(labels(Map.of()))),
                    new RuleCase(row.alert(), "two hot " + what, twoHot)
                            .fires(settled, List.of(labels(Map.of()), labels(otherLabels))));
        }

        private List<RuleCase> missing() {
            Set<String> families = new LinkedHashSet<>();
            above.forEach(value -> families.add(family(value)));
            return families.stream().map(this::missing).toList();
        }

        private RuleCase missing(String family) {
            boolean optional = above.stream().anyMatch(value -> family(value).equals(family) && value.optional());
            List<Value> rest = above.stream()
                    .filter(value -> !family(value).equals(family))
                    .toList();
            Scenario scenario = scenario().phase(settled, rest);
            RuleCase ruleCase = new RuleCase(row.alert(), "without " + family, scenario);
            return optional ? ruleCase.fires(settled, List.of(labels(Map.of()))) : ruleCase.wasNeverPending(settled);
        }

        /** The metric, a histogram's three as one; each state of the connections counts as a metric of its own. */
        private static String family(Value value) {
            String state = value.labels().getOrDefault("state", "");
            boolean capacity = state.equals("max") || state.equals("idle");
            return value.metric().replaceFirst("_(bucket|count|sum)$", "") + (capacity ? "{" + state + "}" : "");
        }

        private Map<String, String> labels(Map<String, String> changed) {
            Map<String, String> labels = new TreeMap<>(Scenario.TARGET);
            labels.putAll(changed);
            labels.remove("job");
            labels.put("severity", row.severity());
            labels.put("component", "database");
            return labels;
        }

        private static List<Value> series(String text, Map<String, String> changed) {
            Map<String, String> labels = new TreeMap<>(Scenario.TARGET);
            labels.putAll(changed);
            return SeriesNotation.parse(text, labels);
        }

        private static List<Value> both(List<Value> one, List<Value> other) {
            return Stream.concat(one.stream(), other.stream()).toList();
        }

        private Scenario scenario() {
            return new Scenario(step);
        }
    }
}
