/** Sessions in slots: opening them, lending them, looking after idle ones, closing them. */
@NullMarked
package dev.dbpool.internal.engine;

import org.jspecify.annotations.NullMarked;
