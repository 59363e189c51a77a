/** What the stack of a thread tells: where in the application it is, and what it is doing. */
@NullMarked
package dev.dbpool.internal.stack;

import org.jspecify.annotations.NullMarked;
