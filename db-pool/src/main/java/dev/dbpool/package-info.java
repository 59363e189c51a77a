/**
 * The pool, its configuration and its errors: what an application imports; and, not public, the wiring and the line that
 * an acquisition follows.
 */
@NullMarked
package dev.dbpool;

import org.jspecify.annotations.NullMarked;
