/** Proves that the shipped files are what the source gives, and that a wrong parameter or template is named. */
@NullMarked
package dev.dbpool.prometheus.mixin;

import org.jspecify.annotations.NullMarked;
