/**
 * Watches the line from a thread of its own: notices pressure, prepares the report before callers fail, tells episodes
 * and leaks, and feeds the black box of the last minutes.
 */
@NullMarked
package dev.dbpool.internal.watch;

import org.jspecify.annotations.NullMarked;
