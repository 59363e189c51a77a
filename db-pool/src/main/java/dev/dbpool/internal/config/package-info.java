/** The one table of settings, where they come from, and the checked result that {@code DbConfig} hands to the pool. */
@NullMarked
package dev.dbpool.internal.config;

import org.jspecify.annotations.NullMarked;
