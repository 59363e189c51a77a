package dev.dbpool.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.dbpool.prometheus.RuleFile.Group;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** A test that passes with the alert broken is a defect: breaks each rule in each way, and some case must fail. */
@Tag("all")
class AlertMutationTest {
    private static final Path CASES = MonitoringFiles.CASES;
    private static final Path EXPANSION = MonitoringFiles.generated("promtool-mutants");
    private final Map<String, List<RuleCase>> cases = new RuleCases(CaseTable.read(CASES)).byRule();
    /** {@code -Dmutations=REGEX} tries those only; all of them take minutes. */
    private static final Pattern ONLY = Pattern.compile(System.getProperty("mutations", ""));

    /** The cases that notice most; asking them first saves most of the time. */
    private static final Set<String> QUICK = Set.of("just above", "just below", "resolves");

    /** Mutants that behave like the original for a reason; the reason stands beside them. */
    private static final Map<String, String> EQUIVALENT = Map.of(
            "db_pool_acquire_p99_seconds with -1 for 0", "any comparison drops NaN, and no duration is negative",
            "pool:db_pool_acquire_duration_seconds:p95_5m with -1 for 0", "the same");

    @BeforeAll
    static void promtoolIsInstalled() {
        Tool.PROMTOOL.assumeInstalled();
    }

    @TestFactory
    Stream<DynamicContainer> everyBreakageIsNoticed() {
        return RuleFile.read(MonitoringFiles.RULES).groups().stream()
                .map(group -> dynamicContainer(group.name(), breakages(group)));
    }

    private Stream<DynamicTest> breakages(Group group) {
        List<Mutation> mutations = Mutation.of(group).stream()
                .filter(mutation -> ONLY.matcher(mutation.name()).find())
                .toList();
        List<Boolean> noticed = IntStream.range(0, mutations.size())
                .parallel()
                .mapToObj(i -> isNoticed(mutations.get(i), EXPANSION.resolve(group.name() + "-" + i)))
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

    /** Asks the cases of the broken rule first, then those of the group's others, until one fails. */
    private boolean isNoticed(Mutation mutation, Path directory) {
        String broken = mutation.name().substring(0, mutation.name().indexOf(' '));
        Path rules = RuleFile.write(mutation.broken(), directory.resolve("broken.rules.yml"));
        return rulesWithCases(mutation.broken(), broken).anyMatch(alert -> {
            Map<Boolean, List<RuleCase>> quickFirst = cases.getOrDefault(alert, List.of()).stream()
                    .collect(Collectors.partitioningBy(ruleCase -> QUICK.contains(ruleCase.name())));
            return Stream.of(true, false)
                    .anyMatch(quick -> !Promtool.failures(rules, quickFirst.get(quick), directory)
                            .isEmpty());
        });
    }

    private Stream<String> rulesWithCases(Group group, String first) {
        Stream<String> rules = group.rules().stream().map(RuleFile.Rule::name);
        return Stream.concat(Stream.of(first), rules).distinct().filter(cases::containsKey);
    }
}
