/** Asks PostgreSQL, over the one session beside the pool, what the pool's sessions are doing, and shows SQL without values. */
@NullMarked
package dev.dbpool.internal.backend;

import org.jspecify.annotations.NullMarked;
