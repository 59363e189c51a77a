/** Sizes per service, and the sum of them against what the server can hold. */
@NullMarked
package dev.dbpool.fleet;

import org.jspecify.annotations.NullMarked;
