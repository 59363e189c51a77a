/** The connection that a caller holds, from hand-out to return. */
@NullMarked
package dev.dbpool.internal.holder;

import org.jspecify.annotations.NullMarked;
