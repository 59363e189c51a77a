/**
 * The pool, its configuration and its errors: what an application imports, and nothing else. {@code internal.pool} is what
 * stands behind it.
 */
@NullMarked
package dev.dbpool;

import org.jspecify.annotations.NullMarked;
