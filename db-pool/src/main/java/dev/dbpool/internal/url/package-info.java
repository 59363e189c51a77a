/** Where the database is and who asks: DATABASE_URL in all its spellings. */
@NullMarked
package dev.dbpool.internal.url;

import org.jspecify.annotations.NullMarked;
