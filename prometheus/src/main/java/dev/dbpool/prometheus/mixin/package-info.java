/** Makes rules, dashboards and what carries them of one source and a file of parameters. */
@NullMarked
package dev.dbpool.prometheus.mixin;

import org.jspecify.annotations.NullMarked;
