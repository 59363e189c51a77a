package dev.dbpool.benchmarks.results;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

/**
 * All that one command measured. Ratios may be taken within a run only: between two, the machine may have changed.
 *
 * @param part {@code path}, {@code engine}, {@code query}, {@code overload}, {@code disturbance} or {@code hold}
 * @param mode {@code quick} or {@code full}
 * @param startedAt when it began
 * @param machine processor, cores, memory, operating system, JDK, garbage collector, and how busy it was
 * @param versions of the libraries that were measured, ours as its commit
 * @param method how it was measured, for the reader of the tables
 * @param measurements in the order in which tables show them
 */
public record Run(
        String part,
        String mode,
        Instant startedAt,
        SortedMap<String, String> machine,
        SortedMap<String, String> versions,
        List<String> method,
        List<Measurement> measurements) {}
