package dev.dbpool.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.dbpool.prometheus.RuleFile.Group;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** A test that passes with the alert broken is a defect: breaks each rule in each way, and some case must fail. */
@Tag("all")
class AlertMutationTest {
    private static final Path CASES = MonitoringFiles.CASES;
    private static final Path EXPANSION = MonitoringFiles.generated("promtool-mutants");
    private static final RuleFile RULES = RuleFile.read(MonitoringFiles.RULES);

    /** {@code -Dmutations=REGEX} tries those only; all of them take minutes. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("mutations", ""));

    /** The part of a rule that answers only where Prometheus has native histograms. */
    private static final Pattern NATIVE = Pattern.compile("db_pool_acquire_duration_seconds\\[");

    private static final int AT_A_TIME = 4;

    /** The cases that notice most; asking them first saves most of the time. */
    private static final Set<String> QUICK = Set.of("just above", "just below", "resolves");

    /** Mutants that behave like the original for a reason; the reason stands beside them. */
    private static final Map<String, String> EQUIVALENT = Map.of(
            "db_pool_acquire_p99_seconds with -1 for 0", "any comparison drops NaN, and no duration is negative",
            "pool:db_pool_acquire_duration_seconds:p95_5m with -1 for 0", "the same",
            "DatabaseOutage with 2.94 for 3", "services are counted in whole numbers",
            "pool:db_pool_start_time_seconds:young_or_known with 10 for 5", "after five minutes it is known",
            "instance:process_start_time_seconds:young_or_known with 10 for 5", "the same",
            "service:db_pool_acquire_budget:remaining_ratio4w with 8 for 4", "no case lasts for four weeks");

    @TestFactory
    Stream<DynamicContainer> everyBreakageIsNoticed() {
        Promtool promtool = Promtool.installed();
        return RULES.groups().stream()
                .map(group ->
                        dynamicContainer(group.name(), breakages(group, promtool, mutation -> !isNative(mutation))));
    }

    @TestFactory
    Stream<DynamicContainer> everyBreakageOfThePartForNativeHistogramsIsNoticed() {
        Promtool promtool = Promtool.newer().stream()
                .filter(tool -> tool.form() == Histograms.CONVERTED)
                .findFirst()
                .orElseThrow();
        return RULES.groups().stream()
                .map(group -> dynamicContainer(group.name(), breakages(group, promtool, AlertMutationTest::isNative)));
    }

    private static boolean isNative(Mutation mutation) {
        return NATIVE.matcher(mutation.name()).find();
    }

    private static Stream<DynamicTest> breakages(Group group, Promtool promtool, Predicate<Mutation> which) {
        Map<String, List<RuleCase>> cases = new RuleCases(CaseTable.read(CASES), promtool).byRule();
        List<Mutation> mutations = Mutation.of(group).stream()
                .filter(mutation -> ONLY.matcher(mutation.name()).find())
                .filter(which)
                .toList();
        List<Boolean> noticed = IntStream.range(0, mutations.size())
                .parallel()
                .mapToObj(i -> isNoticed(
                        mutations.get(i), promtool, cases, EXPANSION.resolve(promtool.form() + group.name() + "-" + i)))
                .toList();
        return IntStream.range(0, mutations.size()).mapToObj(i -> {
            String name = mutations.get(i).name();
            boolean expected = EQUIVALENT.keySet().stream().noneMatch(name::startsWith);
            return dynamicTest(
                    name,
                    () -> assertThat(noticed.get(i))
                            .as(
                                    expected ? "some case of %s notices: %s" : "%s is no longer equivalent to: %s",
                                    CASES,
                                    name)
                            .isEqualTo(expected));
        });
    }

    /** Asks the cases of the broken rule first, then those of the rules that use it, until one fails. */
    private static boolean isNoticed(
            Mutation mutation, Promtool promtool, Map<String, List<RuleCase>> cases, Path directory) {
        String broken = mutation.name().substring(0, mutation.name().indexOf(' '));
        RuleFile file = RULES.with(mutation.broken());
        return rulesWithCases(broken, cases.keySet()).anyMatch(rule -> {
            Path rules = file.only(rule).write(directory.resolve("broken.rules.yml"));
            return cheapestFirst(cases.getOrDefault(rule, List.of()))
                    .anyMatch(some -> !promtool.failures(rules, some, directory).isEmpty());
        });
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
