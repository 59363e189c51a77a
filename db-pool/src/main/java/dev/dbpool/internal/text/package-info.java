/** Numbers and foreign texts as they are written in messages, reports and logs. Knows nobody. */
@NullMarked
package dev.dbpool.internal.text;

import org.jspecify.annotations.NullMarked;
