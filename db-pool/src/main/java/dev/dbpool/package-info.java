/** The pool, its configuration and its errors: what an application imports. */
@NullMarked
package dev.dbpool;

import org.jspecify.annotations.NullMarked;
