/** The pools that are measured side by side, each over the same stub of a driver. */
@NullMarked
package dev.dbpool.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
