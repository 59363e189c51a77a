/** The catalogue of metrics that a pool exposes. */
@NullMarked
package dev.dbpool.metrics;

import org.jspecify.annotations.NullMarked;
