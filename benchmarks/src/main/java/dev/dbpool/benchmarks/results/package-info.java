/** What a run measured: its figures, their names, and the files of JSON that they are kept in. */
@NullMarked
package dev.dbpool.benchmarks.results;

import org.jspecify.annotations.NullMarked;
