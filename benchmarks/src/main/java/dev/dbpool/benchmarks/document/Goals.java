package dev.dbpool.benchmarks.document;

import dev.dbpool.benchmarks.results.Names;
import dev.dbpool.benchmarks.results.Run;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What the pool should reach, and what it reached in the newest run that measured it. */
final class Goals {
    private static final String ONE_THREAD = Names.ACQUIRE + Names.ONE_THREAD;

    private final Results results;

    private Goals(Results results) {
        this.results = results;
    }

    static String markdown(Results results) throws IOException {
        return new Goals(results).table();
    }

    private String table() throws IOException {
        StringBuilder table = new StringBuilder("| figure | goal | got | reached | run |\n|---|--:|--:|---|---|\n");
        for (Goal goal : PathGoals.all()) {
            newest(goal.part(), goal::row).ifPresent(table::append);
        }
        newest("path", Goals::peerAhead).ifPresent(table::append);
        for (Goal goal : LoadGoals.all()) {
            newest(goal.part(), goal::row).ifPresent(table::append);
        }
        newest("hold", Goals::worstWorkload).ifPresent(table::append);
        return table.toString();
    }

    /** From the newest run that has it. */
    private Optional<String> newest(String part, Function<Run, Optional<String>> row) throws IOException {
        return results.newestFirst(part).stream()
                .flatMap(run -> row.apply(run).stream())
                .findFirst();
    }

    /** No goal of ours: the peer that does less, and is faster. */
    private static Optional<String> peerAhead(Run run) {
        Optional<Figure> theirs = Goal.ratio(ONE_THREAD, Names.CPU, Names.AGROAL_METRICS, Names.HIKARI)
                .of(run);
        Optional<Figure> ours = PathGoals.ratioToBare(ONE_THREAD).of(run);
        return theirs.flatMap(their -> ours.map(our -> String.format(
                Locale.ROOT,
                "| %s, CPU of %s | db-pool: %.2f × HikariCP bare | %.2f × HikariCP bare | %s | %s |%n",
                ONE_THREAD,
                Names.AGROAL_METRICS,
                our.median(),
                their.median(),
                their.median() < our.median() ? "ahead of us" : "behind us",
                Goal.origin(run))));
    }

    /** Over all workloads: the one in which adaptive does worst beside fifo. */
    private static Optional<String> worstWorkload(Run run) {
        List<Goal> goals = ScenarioTable.of(run).stream()
                .map(table -> LoadGoals.harmless(table.scenario()))
                .toList();
        Stream<Goal> measured =
                goals.stream().filter(goal -> goal.reading().of(run).isPresent());
        return measured.min(Comparator.comparing(
                        goal -> goal.reading().of(run).orElseThrow().median()))
                .flatMap(goal -> goal.row(run));
    }
}
