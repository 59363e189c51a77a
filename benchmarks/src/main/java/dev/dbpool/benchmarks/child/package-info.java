/** Measurements in JVMs of their own. */
@NullMarked
package dev.dbpool.benchmarks.child;

import org.jspecify.annotations.NullMarked;
