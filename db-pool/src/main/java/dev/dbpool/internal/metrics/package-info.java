/** What the line counted, exposed to a Prometheus registry when it scrapes. */
@NullMarked
package dev.dbpool.internal.metrics;

import org.jspecify.annotations.NullMarked;
