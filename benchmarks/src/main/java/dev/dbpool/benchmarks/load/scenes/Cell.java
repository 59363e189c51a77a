package dev.dbpool.benchmarks.load.scenes;

import java.util.SortedMap;

/**
 * One arm in one scenario: a cell of a table, measured once in every round.
 *
 * @param scenario the same text for all arms that are compared
 * @param arm who is measured
 */
record Cell(String scenario, String arm, Trial trial) {

    /** Measures once, and blocks for as long as that takes. */
    interface Trial {
        /** Values that do not exist, such as the latency of nobody, are not a number; endless ones are infinite. */
        SortedMap<String, Double> run() throws Exception;
    }
}
