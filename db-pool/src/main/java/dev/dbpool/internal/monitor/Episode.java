package dev.dbpool.internal.monitor;

import dev.dbpool.report.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A period in which callers failed for want of a connection, now over.
 *
 * @param lasted from when the first that failed began to wait until the last failure
 * @param failed callers that got no connection
 * @param verdicts what its reports concluded; more than one if the cause changed
 * @param poolCloses whether it ends because the pool does, and not because callers get connections again
 */
record Episode(Duration lasted, long failed, Set<Verdict> verdicts, boolean poolCloses) {
    Episode {
        verdicts = Set.copyOf(verdicts);
    }

    /** The verdicts by their labels, {@code undetermined} if there is none. */
    String labels() {
        return verdicts.isEmpty()
                ? Verdict.UNDETERMINED.label()
                : verdicts.stream()
                        .sorted(Comparator.comparing(Verdict::label))
                        .map(Verdict::label)
                        .collect(Collectors.joining(","));
    }
}
