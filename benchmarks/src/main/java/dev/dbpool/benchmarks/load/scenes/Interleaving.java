package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.arms.Database;
import dev.dbpool.benchmarks.results.Measurement;
import dev.dbpool.benchmarks.results.Names;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * Goes through all cells of a scene in every round, each time in another order, so that what happens to the machine
 * meanwhile happens to all arms alike.
 */
final class Interleaving {
    /** The rounds of one run are told apart by this step between their seeds. */
    private static final long SEED_STEP = 1_000_003;

    private static final String ERRORS = "errors";
    private static final List<String> TOLD = List.of(
            Names.PER_SECOND,
            Names.GOODPUT,
            "p50 us",
            Names.P50,
            "p99 us",
            Names.P99,
            Names.RECOVERY,
            "drift %",
            ERRORS);

    private final Database database;
    private final long seed;
    private final Consumer<String> progress;

    Interleaving(Database database, long seed, Consumer<String> progress) {
        this.database = database;
        this.seed = seed;
        this.progress = progress;
    }

    /**
     * Blocks for as long as all rounds take.
     *
     * @throws IllegalStateException if work failed in a way that no pool answers for
     */
    List<Measurement> run(Scene scene, int rounds) throws Exception {
        Rounds figures = new Rounds();
        scene.warmUp(database);
        for (int round = 1; round <= rounds; round++) {
            long roundSeed = seed + round * SEED_STEP;
            Round toMeasure = scene.round(database, roundSeed);
            toMeasure.cells().forEach(figures::expect);
            List<Cell> order = new ArrayList<>(toMeasure.cells());
            Collections.shuffle(order, new Random(roundSeed));
            order.addAll(toMeasure.afterwards());
            for (int i = 0; i < order.size(); i++) {
                Cell cell = order.get(i);
                SortedMap<String, Double> values = cell.trial().run();
                if (values.getOrDefault("failed", 0.0) > 0) {
                    throw new IllegalStateException(cell.scenario() + ", " + cell.arm() + ": work failed");
                }
                figures.add(cell, values);
                progress.accept(String.format(
                        Locale.ROOT,
                        "%s, round %d of %d, %d of %d: %s, %s: %s",
                        scene.name(),
                        round,
                        rounds,
                        i + 1,
                        order.size(),
                        cell.scenario(),
                        cell.arm(),
                        brief(values)));
            }
        }
        return figures.measurements();
    }

    private static String brief(SortedMap<String, Double> values) {
        StringBuilder text = new StringBuilder();
        for (String name : TOLD) {
            Double value = values.get(name);
            if (value != null && !value.isNaN() && !(name.equals(ERRORS) && value == 0)) {
                text.append(String.format(Locale.ROOT, "%s%s %.4g", text.isEmpty() ? "" : ", ", name, value));
            }
        }
        return text.toString();
    }
}
