/** The results of runs as people read them: the tables and charts of docs/benchmarks.md, and lines on the screen. */
@NullMarked
package dev.dbpool.benchmarks.document;

import org.jspecify.annotations.NullMarked;
