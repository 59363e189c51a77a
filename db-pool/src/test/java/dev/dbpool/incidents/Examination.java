package dev.dbpool.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.dbpool.report.Finding;
import dev.dbpool.report.Report;
import dev.dbpool.report.Verdict;
import dev.dbpool.testkit.Logs;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Stages an incident and holds what the pool tells against what is true. */
final class Examination {
    /** From the first failing acquisition to the right verdict. */
    private static final Duration NAMED_WITHIN = Duration.ofSeconds(2);

    /** The promise is 50 ms beyond the caller's timeout; this machine's noise takes the rest. */
    private static final Duration LATE = Duration.ofSeconds(1);

    private static final int LONGEST_MESSAGE = 1_000;

    private final Incident incident;
    private final Scene scene;
    private final Logs logs;
    private final Findings findings;

    private Examination(Incident incident, Scene scene, Logs logs) {
        this.incident = incident;
        this.scene = scene;
        this.logs = logs;
        this.findings = Findings.begin(incident);
    }

    static void of(Incident incident) throws Exception {
        try (Logs logs = Logs.capture();
                Scene scene = Scene.open("incident", incident.opening())) {
            new Examination(incident, scene, logs).examine();
            scene.end();
        }
    }

    private void examine() throws Exception {
        incident.staging().on(scene);
        if (!scene.callers.any()) {
            scene.callers.once(3);
        }
        Callers.Failure failure = scene.callers.first(
                scene.pool.config().acquireTimeout().multipliedBy(3).plusSeconds(10));
        assertThat(failure.lateBy()).as("later than the caller's timeout").isLessThan(patient(LATE));
        exception(failure);
        explanation(failure);
        if (incident.quiet()) {
            assertThat(Told.episodes(scene.registry)).as("episodes").isEmpty();
            return;
        }
        metric(failure);
        warning(failure);
    }

    private void exception(Callers.Failure failure) {
        String message = failure.exception().getMessage();
        findings.message(message);
        Optional<Report> report = Told.by(failure.exception());
        findings.exception(report.flatMap(Report::verdict));
        assertThat(message).as("message").hasSizeLessThan(LONGEST_MESSAGE).doesNotContainPattern("\\p{Cntrl}");
        assertThat(message).contains(scene.service);
        // Half of 300 ms may be too short for the one query; then explain() says it a moment later.
        boolean patient = scene.pool.config().acquireTimeout().compareTo(Duration.ofSeconds(1)) >= 0 && !overloaded();
        boolean known = report.flatMap(Report::verdict)
                .filter(verdict -> verdict != Verdict.UNDETERMINED)
                .isPresent();
        if (known || patient) {
            right("exception", report);
            for (List<String> oneOf : scene.named()) {
                assertThat(oneOf).as("one of these is in: " + message).anyMatch(message::contains);
            }
        }
    }

    /** The thread that makes reports ahead is kept from it by many others. */
    private static boolean overloaded() {
        OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
        return machine.getSystemLoadAverage() > 4 * machine.getAvailableProcessors();
    }

    /** On a machine that is busy with other things, less is promised. */
    private static Duration patient(Duration promised) {
        return overloaded() ? promised.multipliedBy(5) : promised;
    }

    private void explanation(Callers.Failure failure) throws InterruptedException {
        Report report = within("explain()", failure, () -> {
            Report now = Told.explanation(scene);
            findings.explanation(now.verdict(), failure.atNanos());
            boolean over = now.verdict().isEmpty() && incident.causes().equals(Set.of(Verdict.BURST));
            return isRight(now) || over ? Optional.of(now) : Optional.empty();
        });
        assertThat(report.findings()).allSatisfy(finding -> {
            assertThat(finding.share()).isBetween(0.0, 1.0);
            assertThat(finding.nextStep()).isNotBlank();
        });
    }

    private void metric(Callers.Failure failure) throws InterruptedException {
        Map<Verdict, Integer> episodes = within("an episode", failure, () -> {
            Map<Verdict, Integer> now = Told.episodes(scene.registry);
            return now.isEmpty() ? Optional.empty() : Optional.of(now);
        });
        findings.metric(episodes);
        assertThat(episodes).as("episodes").hasSize(1).containsValue(1);
        assertThat(incident.causes()).as("the metric's verdict").containsAll(episodes.keySet());
    }

    private void warning(Callers.Failure failure) throws InterruptedException {
        within(
                "a warning",
                failure,
                () -> incident.causes().stream()
                        .flatMap(cause -> Told.episodeWarnings(logs, scene.service, cause).stream())
                        .findFirst());
        assertThat(Told.episodeStarts(logs, scene.service))
                .as("one warning for all callers")
                .hasSize(1);
    }

    /** The first cause, that is; a report that was made in a hurry may not see the second. */
    private void right(String where, Optional<Report> report) {
        assertThat(report).as("%s has a report", where).isPresent();
        assertThat(report.flatMap(Report::verdict).filter(incident.causes()::contains))
                .as("%s: %s instead of %s: %s", where, shown(report.get()), incident.causes(), report.get())
                .isPresent();
    }

    private boolean isRight(Report report) {
        List<Verdict> found = report.findings().stream().map(Finding::verdict).toList();
        return !found.isEmpty()
                && incident.causes().contains(found.get(0))
                && incident.second()
                        .map(second -> found.size() > 1 && found.get(1) == second)
                        .orElse(true);
    }

    static String shown(Report report) {
        return report.findings().stream()
                .map(finding -> "%s %.0f%%".formatted(finding.verdict().label(), finding.share() * 100))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static <T> T within(String what, Callers.Failure failure, Supplier<Optional<T>> asked)
            throws InterruptedException {
        while (true) {
            Optional<T> answer = asked.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (System.nanoTime() - failure.atNanos() > patient(NAMED_WITHIN).toNanos()) {
                return fail(what + " does not name the cause within " + patient(NAMED_WITHIN));
            }
            Thread.sleep(50);
        }
    }
}
