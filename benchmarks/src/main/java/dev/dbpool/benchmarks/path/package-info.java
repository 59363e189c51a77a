/** The cost of the acquire path, of its recorder and of its scrape, without a database. */
@NullMarked
package dev.dbpool.benchmarks.path;

import org.jspecify.annotations.NullMarked;
