/** How the programs of this module talk to a person: lines, progress, failures, and an orderly end. */
@NullMarked
package dev.dbpool.examples.terminal;

import org.jspecify.annotations.NullMarked;
