/** Proves the dashboard without a Grafana: its shape, its queries, its names and its links. */
@NullMarked
package dev.dbpool.prometheus.dashboards;

import org.jspecify.annotations.NullMarked;
