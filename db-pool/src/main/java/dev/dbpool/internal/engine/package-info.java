/** Idle physical connections: the only package that knows HikariCP. */
@NullMarked
package dev.dbpool.internal.engine;

import org.jspecify.annotations.NullMarked;
