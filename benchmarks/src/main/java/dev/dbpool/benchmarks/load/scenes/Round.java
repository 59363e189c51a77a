package dev.dbpool.benchmarks.load.scenes;

import java.util.List;

/**
 * What one round measures.
 *
 * @param cells in the order of the tables; they are measured in an order that is drawn
 * @param afterwards measured last, in this order
 */
record Round(List<Cell> cells, List<Cell> afterwards) {}
