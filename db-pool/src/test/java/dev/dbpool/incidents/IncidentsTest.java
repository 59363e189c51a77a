package dev.dbpool.incidents;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * For every cause incidents of several kinds: its verdict is the first that is named, in the exception of the first
 * caller who fails, in {@code explain()}, in the episode's warning and in the metric, within two seconds of that failure.
 */
class IncidentsTest {
    private static final List<Incident> EVERY = Stream.of(
                    DemandIncidents.ALL,
                    SlowSqlIncidents.ALL,
                    LockIncidents.ALL,
                    TransactionIncidents.ALL,
                    OutsideIncidents.ALL,
                    LeakIncidents.ALL,
                    DeadlockIncidents.ALL,
                    RefusalIncidents.ALL,
                    UnreachableIncidents.ALL,
                    CombinedIncidents.ALL,
                    OtherIncidents.ALL,
                    OtherIncidents.PREPARED,
                    UnusualIncidents.ALL)
            .flatMap(List::stream)
            .filter(incident -> incident.name().matches(System.getProperty("db-pool.test.incident", ".*")))
            .toList();

    /** One or two of each kind, the quickest. */
    private static final Set<String> QUICK = Set.of(
            "short queries, 60 callers in a loop",
            "200 callers at once, then none",
            "a statement that sleeps",
            "a row locked by a stranger idle in transaction",
            "idle after a select",
            "an HTTP call after a query",
            "sleep",
            "threads that are back in their executor",
            "all holders want a second one",
            "a task in another thread",
            "a role at its limit",
            "a port that is closed",
            "5 in HTTP calls, 2 in slow SQL",
            "closed while callers wait");

    static final List<Incident> SOME =
            EVERY.stream().filter(IncidentsTest::quick).toList();
    static final List<Incident> OTHERS =
            EVERY.stream().filter(Predicate.not(IncidentsTest::quick)).toList();
    static final List<Incident> PGBOUNCER = OtherIncidents.PGBOUNCER;

    private static boolean quick(Incident incident) {
        return QUICK.contains(incident.name());
    }

    @ParameterizedTest
    @FieldSource("SOME")
    void theCauseIsNamed(Incident incident) throws Exception {
        Examination.of(incident);
    }

    @Tag("lab")
    @ParameterizedTest
    @FieldSource("OTHERS")
    void theCauseIsNamedInEveryVariant(Incident incident) throws Exception {
        Examination.of(incident);
    }

    @Tag("lab")
    @ParameterizedTest
    @FieldSource("PGBOUNCER")
    void theCauseIsNamedBehindPgBouncer(Incident incident) throws Exception {
        dev.dbpool.testkit.PgBouncer.unavailable().ifPresent(why -> Assumptions.abort(why));
        Examination.of(incident);
    }

    @AfterAll
    static void print() {
        System.out.println(Findings.table());
    }
}
