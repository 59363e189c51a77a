/** Who holds the connections, what PostgreSQL says about each, and which cause that points to. */
@NullMarked
package dev.dbpool.report;

import org.jspecify.annotations.NullMarked;
