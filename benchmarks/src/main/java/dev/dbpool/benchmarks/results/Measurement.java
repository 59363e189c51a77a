package dev.dbpool.benchmarks.results;

import java.util.SortedMap;

/**
 * What one arm did in one scenario.
 *
 * @param scenario what was done, the same text for all arms that are compared: {@code acquire+release, 1 thread}
 * @param arm who did it: {@code db-pool}, {@code HikariCP}
 * @param values the figures; each name ends with its unit: {@code cpu ns/op}, {@code p99 ms}, {@code goodput /s}
 */
public record Measurement(String scenario, String arm, SortedMap<String, Double> values) {}
