/** Looks at the line from outside when it is blocked, and says why. */
@NullMarked
package dev.dbpool.internal.report;

import org.jspecify.annotations.NullMarked;
