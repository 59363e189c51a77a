package dev.dbpool.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.dbpool.prometheus.RuleFile.Group;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * A test that passes with the alert broken is a defect: breaks each rule in each way, and some case must fail. The case
 * that {@link Witnesses} remembers is asked first, which makes the difference between minutes and an hour.
 */
@Tag("all")
class AlertMutationTest {
    private static final Path CASES = MonitoringFiles.CASES;
    private static final Path EXPANSION = MonitoringFiles.generated("promtool-mutants");
    private static final RuleFile RULES = RuleFile.read(MonitoringFiles.RULES);

    /** {@code -Dmutations=REGEX} tries those only. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("mutations", ""));

    /** The part of a rule that answers only where Prometheus has native histograms. */
    private static final Pattern NATIVE = Pattern.compile("db_pool_acquire_duration_seconds\\[");

    private static final int AT_A_TIME = 4;

    /** No case can notice what is equivalent: it is asked only of those that cost little. */
    private static final int SHORT = 500;

    /** The cases that notice most; asking them first saves most of the time. */
    private static final Set<String> QUICK = Set.of("just above", "just below", "resolves");

    /** Mutants that behave like the original for a reason; the reason stands beside them. */
    private static final Map<String, String> EQUIVALENT = Map.of(
            "db_pool_acquire_p99_seconds with -1 for 0", "any comparison drops NaN, and no duration is negative",
            "pool:db_pool_acquire_duration_seconds:p95_5m with -1 for 0", "the same",
            "DatabaseOutage with 2.94 for 3", "services are counted in whole numbers",
            "pool:db_pool_start_time_seconds:young_or_known with 10 for 5", "after five minutes it is known",
            "instance:process_start_time_seconds:young_or_known with 10 for 5", "the same",
            "service:db_pool_acquire_budget:remaining_ratio4w with 8 for 4", "no case lasts for four weeks",
            "service:db_pool_connections:lost with 12 for 6 in: last_over_time(db_pool_connections{state=\"max\"}[6h]) and",
                    "out of sight for that long, a target counts as one of its job that never showed a pool");

    private static final Witnesses WITNESSES = Witnesses.remembered();

    @AfterAll
    static void rememberTheWitnesses() {
        WITNESSES.write(EXPANSION.resolve("witnesses.tsv"));
    }

    @TestFactory
    Stream<DynamicContainer> everyBreakageIsNoticed() {
        return breakages(Promtool.installed(), mutation -> !isNative(mutation));
    }

    @TestFactory
    Stream<DynamicContainer> everyBreakageOfThePartForNativeHistogramsIsNoticed() {
        Promtool promtool = Promtool.newer().stream()
                .filter(tool -> tool.form() == Histograms.CONVERTED)
                .findFirst()
                .orElseThrow();
        return breakages(promtool, AlertMutationTest::isNative);
    }

    private static boolean isNative(Mutation mutation) {
        return NATIVE.matcher(mutation.name()).find();
    }

    private static boolean isEquivalent(Mutation mutation) {
        return EQUIVALENT.keySet().stream().anyMatch(mutation.name()::startsWith);
    }

    private static Stream<DynamicContainer> breakages(Promtool promtool, Predicate<Mutation> which) {
        Map<String, List<RuleCase>> cases = new RuleCases(CaseTable.read(CASES), promtool).byRule();
        return RULES.groups().stream()
                .map(group -> dynamicContainer(group.name(), breakages(group, promtool, cases, which)));
    }

    private static Stream<DynamicTest> breakages(
            Group group, Promtool promtool, Map<String, List<RuleCase>> cases, Predicate<Mutation> which) {
        List<Mutation> mutations = Mutation.of(group).stream()
                .filter(mutation -> ONLY.matcher(mutation.name()).find())
                .filter(which)
                .toList();
        List<Optional<RuleCase>> witnesses = IntStream.range(0, mutations.size())
                .parallel()
                .mapToObj(i -> witness(
                        mutations.get(i), promtool, cases, EXPANSION.resolve(promtool.form() + group.name() + "-" + i)))
                .toList();
        return IntStream.range(0, mutations.size()).mapToObj(i -> test(mutations.get(i), witnesses.get(i)));
    }

    private static DynamicTest test(Mutation mutation, Optional<RuleCase> witness) {
        String name = mutation.name();
        boolean equivalent = isEquivalent(mutation);
        witness.ifPresent(ruleCase -> WITNESSES.saw(name, ruleCase));
        return dynamicTest(
                name,
                () -> assertThat(witness.isPresent())
                        .as(
                                equivalent ? "%s is no longer equivalent to: %s" : "some case of %s notices: %s",
                                CASES,
                                name)
                        .isNotEqualTo(equivalent));
    }

    /** The first case that fails with the broken rule. */
    private static Optional<RuleCase> witness(
            Mutation mutation, Promtool promtool, Map<String, List<RuleCase>> cases, Path directory) {
        RuleFile broken = RULES.with(mutation.broken());
        return attempts(mutation, cases)
                .flatMap(attempt -> {
                    Path rules = broken.only(attempt.get(0).alert()).write(directory.resolve("broken.rules.yml"));
                    Set<String> failed =
                            promtool.failures(rules, attempt, directory).keySet();
                    return attempt.stream().filter(ruleCase -> failed.contains(ruleCase.name()));
                })
                .findFirst();
    }

    /** Cases of one rule each: the one that noticed before, those of the broken rule, those of the rules that use it. */
    private static Stream<List<RuleCase>> attempts(Mutation mutation, Map<String, List<RuleCase>> cases) {
        Stream<List<RuleCase>> remembered = WITNESSES.of(mutation.name(), cases).map(List::of).stream();
        String broken = mutation.name().substring(0, mutation.name().indexOf(' '));
        return Stream.concat(
                remembered,
                rulesWithCases(broken, cases.keySet())
                        .flatMap(rule -> cheapestFirst(cases.getOrDefault(rule, List.of()).stream()
                                .filter(ruleCase -> !isEquivalent(mutation) || ruleCase.evaluations() <= SHORT)
                                .toList())));
    }

    /** A few at a time: those that notice most, then the others by length. */
    private static Stream<List<RuleCase>> cheapestFirst(List<RuleCase> cases) {
        List<RuleCase> sorted = cases.stream()
                .sorted(Comparator.comparing((RuleCase ruleCase) -> !QUICK.contains(ruleCase.name()))
                        .thenComparing(RuleCase::evaluations))
                .toList();
        return IntStream.iterate(0, from -> from < sorted.size(), from -> from + AT_A_TIME)
                .mapToObj(from -> sorted.subList(from, Math.min(sorted.size(), from + AT_A_TIME)));
    }

    private static Stream<String> rulesWithCases(String broken, Set<String> withCases) {
        Stream<String> users = RULES.rules().stream()
                .map(RuleFile.Rule::name)
                .filter(rule -> RULES.only(rule).rules().stream()
                        .anyMatch(source -> source.name().equals(broken)));
        return Stream.concat(Stream.of(broken), users).distinct().filter(withCases::contains);
    }
}
