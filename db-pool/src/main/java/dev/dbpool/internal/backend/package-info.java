/** Asks PostgreSQL, over the one session beside the pool, what the pool's sessions are doing. */
@NullMarked
package dev.dbpool.internal.backend;

import org.jspecify.annotations.NullMarked;
