/** The pool in front of PgBouncer, which shares sessions among transactions. */
package dev.dbpool.pgbouncer;
