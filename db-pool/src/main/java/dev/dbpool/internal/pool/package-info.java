/**
 * The works of a pool: what wires the parts, the path of an acquisition and the way back, the state they are in, and what
 * a caller is told that gets no connection.
 */
@NullMarked
package dev.dbpool.internal.pool;

import org.jspecify.annotations.NullMarked;
