/** The pools that are put under load side by side, with what people put in front of them. */
@NullMarked
package dev.dbpool.benchmarks.load.arms;

import org.jspecify.annotations.NullMarked;
