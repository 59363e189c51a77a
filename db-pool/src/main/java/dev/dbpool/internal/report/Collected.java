package dev.dbpool.internal.report;

import dev.dbpool.internal.diagnosis.Evidence.Tasks;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.Waiting;
import java.util.List;

/**
 * What was collected about the threads of the line.
 *
 * @param held the connections in use, with what their threads do
 * @param waiting the callers who wait
 * @param tasks who of them waits for a task, and who runs one
 */
record Collected(List<HeldConnection> held, Waiting waiting, Tasks tasks) {
    Collected {
        held = List.copyOf(held);
    }
}
