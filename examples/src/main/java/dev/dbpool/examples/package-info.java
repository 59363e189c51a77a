/** Programs to run and to read: the demo, services with metrics, and the snippets of the README. */
@NullMarked
package dev.dbpool.examples;

import org.jspecify.annotations.NullMarked;
