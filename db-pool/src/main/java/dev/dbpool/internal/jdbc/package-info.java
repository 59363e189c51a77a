/** The connection that a caller holds, from hand-out to return. */
@NullMarked
package dev.dbpool.internal.jdbc;

import org.jspecify.annotations.NullMarked;
