/** Proves the alerts, the configurations and the runbooks on the real promtool, amtool and Alertmanager. */
@NullMarked
package dev.dbpool.prometheus;

import org.jspecify.annotations.NullMarked;
