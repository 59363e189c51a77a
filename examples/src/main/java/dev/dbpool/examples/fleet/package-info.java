/**
 * The fleet scene: eleven services, each with its pool, on one PostgreSQL, watched by a real Prometheus and a real
 * Alertmanager with the shipped rules, while some of them get into trouble.
 */
@NullMarked
package dev.dbpool.examples.fleet;

import org.jspecify.annotations.NullMarked;
