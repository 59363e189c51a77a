/** A real PostgreSQL that lives as long as the program that started it. */
@NullMarked
package dev.dbpool.examples.postgres;

import org.jspecify.annotations.NullMarked;
