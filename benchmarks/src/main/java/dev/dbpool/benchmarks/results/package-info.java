/** What a run measured: written as JSON, read again as tables, and compared with the run before. */
@NullMarked
package dev.dbpool.benchmarks.results;

import org.jspecify.annotations.NullMarked;
