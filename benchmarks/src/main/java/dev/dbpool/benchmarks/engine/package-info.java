/** What the pool is like where its engine shows: contention, cold sessions, growth, start, memory. Without a database. */
@NullMarked
package dev.dbpool.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
