/**
 * Watches the pool from a thread of its own: notices pressure, collects what the pool, its threads and PostgreSQL show,
 * prepares the report before callers fail, announces episodes and leaks, and keeps the last minutes. What the collected
 * means is concluded in {@code diagnosis}.
 */
@NullMarked
package dev.dbpool.internal.monitor;

import org.jspecify.annotations.NullMarked;
