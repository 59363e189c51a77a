/**
 * Collects, for a report, what the pool, its threads and PostgreSQL show at one instant; what that means is concluded in
 * {@code diagnosis}.
 */
@NullMarked
package dev.dbpool.internal.report;

import org.jspecify.annotations.NullMarked;
