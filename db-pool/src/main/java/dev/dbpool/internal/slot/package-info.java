/** Slots: room for one physical connection each; taking them, counting them, knowing when all are lent. */
@NullMarked
package dev.dbpool.internal.slot;

import org.jspecify.annotations.NullMarked;
