/** The scenes that are measured, each a list of cells that every round goes through in another order. */
@NullMarked
package dev.dbpool.benchmarks.load.scenes;

import org.jspecify.annotations.NullMarked;
