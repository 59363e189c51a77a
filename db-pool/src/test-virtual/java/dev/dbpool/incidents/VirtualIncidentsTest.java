package dev.dbpool.incidents;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Virtual threads hold and wait: they have live stacks, ends and names like others. */
class VirtualIncidentsTest {
    private static final Set<String> NAMES = Set.of(
            "short queries, 60 callers in a loop",
            "a statement that sleeps",
            "a row locked by a stranger idle in transaction",
            "idle after an update, waiting on a queue",
            "an HTTP call after a query",
            "sleep",
            "threads that have ended",
            "all holders want a second one",
            "a thread that is joined");

    static final List<Incident> INCIDENTS = Stream.of(
                    DemandIncidents.ALL,
                    SlowSqlIncidents.ALL,
                    LockIncidents.ALL,
                    TransactionIncidents.ALL,
                    OutsideIncidents.ALL,
                    LeakIncidents.ALL,
                    DeadlockIncidents.ALL)
            .flatMap(List::stream)
            .filter(incident -> NAMES.contains(incident.name()))
            .map(VirtualIncidentsTest::byVirtualThreads)
            .toList();

    private static Incident byVirtualThreads(Incident incident) {
        return incident.with((scene, settings) -> {
            scene.threadsBy((name, task) -> Thread.ofVirtual().name(name).unstarted(task));
            // What starts all threads tells nothing about any of them, and a service would say so.
            return incident.opening().of(scene, settings).callSiteIgnore(List.of(Scene.class.getName()));
        });
    }

    @ParameterizedTest
    @FieldSource("INCIDENTS")
    void theCauseIsNamed(Incident incident) throws Exception {
        Examination.of(incident);
    }

    @AfterAll
    static void print() {
        System.out.println(Findings.table());
    }
}
