/**
 * What the fault tests are written with: a real PostgreSQL ({@link dev.dbpool.testkit.PostgresServer}), a network
 * that breaks on demand ({@link dev.dbpool.testkit.FaultProxy}), a PgBouncer, certificates, and observers for sockets
 * and log lines. Nothing here knows the pool.
 */
@NullMarked
package dev.dbpool.testkit;

import org.jspecify.annotations.NullMarked;
