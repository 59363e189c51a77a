/**
 * Opens PostgreSQL sessions, each phase bounded, each failure classified; keeps their record of use, makes the pool's
 * threads, and owns the session over which explanations ask.
 */
@NullMarked
package dev.dbpool.internal.factory;

import org.jspecify.annotations.NullMarked;
