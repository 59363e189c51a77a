/**
 * Load on a pool with a real PostgreSQL behind it: open loops, in which callers come when they come, and closed loops,
 * in which each caller starts again when he is done. Knows no particular pool.
 */
@NullMarked
package dev.dbpool.benchmarks.load;

import org.jspecify.annotations.NullMarked;
