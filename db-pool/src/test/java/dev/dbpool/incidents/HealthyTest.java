package dev.dbpool.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.report.Report;
import dev.dbpool.report.Verdict;
import dev.dbpool.testkit.Logs;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Where nobody is in trouble nothing is said: no verdict but "burst", no warning, no episode, no leak suspect. */
class HealthyTest {
    private static final Set<String> QUICK = Set.of(
            "a closed loop with brief queueing", "connections handed from thread to thread", "a row that many update");

    static final List<Incident> SOME = HealthyWorkloads.ALL.stream()
            .filter(workload -> QUICK.contains(workload.name()))
            .toList();
    static final List<Incident> OTHERS = HealthyWorkloads.ALL.stream()
            .filter(workload -> !QUICK.contains(workload.name()))
            .toList();

    @ParameterizedTest
    @FieldSource("SOME")
    void nothingIsSaid(Incident workload) throws Exception {
        watch(workload);
    }

    @Tag("lab")
    @ParameterizedTest
    @FieldSource("OTHERS")
    void nothingIsSaidInEveryVariant(Incident workload) throws Exception {
        watch(workload);
    }

    private static void watch(Incident workload) throws Exception {
        try (Logs logs = Logs.capture();
                Scene scene = Scene.open("healthy", workload.opening())) {
            StringBuilder said = new StringBuilder();
            Thread listener = new Thread(() -> {
                while (!scene.over()) {
                    listen(scene, said);
                }
            });
            listener.start();
            workload.staging().on(scene);
            assertThat(Told.episodes(scene.registry)).as("episodes").isEmpty();
            scene.end();
            listener.join();
            assertThat(said).as("findings and suspects").isEmpty();
            assertThat(Told.warnings(logs, scene.service)).isEmpty();
            assertThat(scene.callers.failed()).isZero();
        }
    }

    private static void listen(Scene scene, StringBuilder said) {
        Report report = Told.explanation(scene);
        report.verdict().filter(verdict -> verdict != Verdict.BURST).ifPresent(verdict -> said.append(report));
        if (Told.leakSuspects(scene.registry) > 0) {
            said.append("leak suspects: ").append(Told.leakSuspects(scene.registry));
        }
        try {
            Thread.sleep(100);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }
}
