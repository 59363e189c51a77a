/** Opens PostgreSQL sessions, each phase bounded, each failure classified. */
@NullMarked
package dev.dbpool.internal.factory;

import org.jspecify.annotations.NullMarked;
