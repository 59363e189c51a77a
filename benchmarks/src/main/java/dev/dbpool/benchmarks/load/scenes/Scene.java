package dev.dbpool.benchmarks.load.scenes;

import dev.dbpool.benchmarks.load.arms.Database;
import java.util.List;

/** A family of scenarios that belong into one file of results. */
interface Scene {
    /** In file names and on the command line: {@code overload}. */
    String name();

    /** How it is measured, for the reader of its tables. */
    List<String> method();

    /** Lets the compiler see the code before anything counts; blocks. For those whose rounds do not begin so anyway. */
    default void warmUp(Database database) throws Exception {}

    /**
     * What the next round measures; may block to find out what the machine can do at the moment.
     *
     * @param seed of everything that is drawn, the same for all cells of the round
     */
    Round round(Database database, long seed) throws Exception;
}
