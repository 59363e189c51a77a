package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the pool should reach, and what it reached in the newest run that measured it. */
final class Goals {
    private final Results results;

    private Goals(Results results) {
        this.results = results;
    }

    static String markdown(Results results) throws IOException {
        return new Goals(results).table();
    }

    private String table() throws IOException {
        StringBuilder table = new StringBuilder("| figure | goal | got | reached | run |\n|---|--:|--:|---|---|\n");
        for (List<Goal> goals : List.of(PathGoals.all(), EngineGoals.all(), LoadGoals.all())) {
            for (Goal goal : goals) {
                newest(goal.part(), goal::row).ifPresent(table::append);
            }
        }
        for (boolean always : new boolean[] {false, true}) {
            newest("query", run -> worst(run, scenario -> LoadGoals.noSlower(scenario, always)))
                    .ifPresent(table::append);
        }
        newest("hold", run -> worst(run, LoadGoals::harmless)).ifPresent(table::append);
        return table.toString();
    }

    /** From the newest run that has it. */
    private Optional<String> newest(String part, Function<Run, Optional<String>> row) throws IOException {
        return results.newestFirst(part).stream()
                .flatMap(run -> row.apply(run).stream())
                .findFirst();
    }

    /** Over all scenarios: the one that falls shortest of its goal. */
    private static Optional<String> worst(Run run, Function<String, Goal> goalOf) {
        Stream<Goal> measured = ScenarioTable.of(run).stream()
                .map(table -> goalOf.apply(table.scenario()))
                .filter(goal -> goal.reading().of(run).isPresent());
        return measured.min(Comparator.comparing(
                        goal -> goal.reading().of(run).orElseThrow().median()))
                .flatMap(goal -> goal.row(run));
    }
}
