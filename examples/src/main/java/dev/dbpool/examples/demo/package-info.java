/** The parts of the demo: its options, its acts, and how it shows metrics. */
@NullMarked
package dev.dbpool.examples.demo;

import org.jspecify.annotations.NullMarked;
