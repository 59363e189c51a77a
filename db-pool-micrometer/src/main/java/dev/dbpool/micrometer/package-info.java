/** A pool's metrics in a Micrometer registry. */
@NullMarked
package dev.dbpool.micrometer;

import org.jspecify.annotations.NullMarked;
