package dev.dbpool.internal.diagnosis;

import static dev.dbpool.internal.diagnosis.HoldScene.CHECKOUT;
import static dev.dbpool.internal.diagnosis.HoldScene.REQUEST;
import static dev.dbpool.internal.diagnosis.HoldScene.blocker;
import static dev.dbpool.internal.diagnosis.Scene.pool;
import static dev.dbpool.report.Activity.Kind.GONE;
import static dev.dbpool.report.Activity.Kind.IN_DRIVER;
import static dev.dbpool.report.Activity.Kind.IN_OTHER_IO;
import static dev.dbpool.report.Activity.Kind.SLEEPING;
import static dev.dbpool.report.Activity.Kind.WAITING_FOR_CONNECTION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.ConnectFailure;
import dev.dbpool.report.PoolSample;
import dev.dbpool.report.Report;
import dev.dbpool.report.ServerView.Status;
import dev.dbpool.report.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Messages lead to {@code docs/verdicts.md}: each verdict is there, with a message that the code really makes. */
class VerdictsDocumentTest {
    private static final Path PAGE = Path.of("..", "docs", "verdicts.md");
    private static final String SQL = "SELECT o.* FROM orders o WHERE o.note LIKE $1";

    private static final Map<Verdict, Scene> EXAMPLES = Map.ofEntries(
            Map.entry(
                    Verdict.SELF_DEADLOCK,
                    pool(12).hold(
                                    12,
                                    h -> h.heldFor(5_200)
                                            .doing(
                                                    WAITING_FOR_CONNECTION,
                                                    "com.shop.AuditLog.append(AuditLog.java:34)",
                                                    REQUEST)
                                            .idleInTransaction(5_100))),
            Map.entry(
                    Verdict.LEAK,
                    pool(12).hold(9, h -> h.heldFor(372_000).doing(GONE).idle(371_000))
                            .hold(
                                    3,
                                    h -> h.heldFor(2_000)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(1_900, SQL))),
            Map.entry(
                    Verdict.BLOCKED_ON_LOCKS,
                    pool(12).hold(
                                    12,
                                    h -> h.heldFor(6_000)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .blockedBy(
                                                    blocker(31_207, "nightly-report", "idle in transaction", 41_000)))),
            Map.entry(
                    Verdict.IDLE_IN_TRANSACTION,
                    pool(12).hold(
                                    12,
                                    h -> h.heldFor(41_000)
                                            .doing(SLEEPING, CHECKOUT)
                                            .idleInTransaction(40_000))),
            Map.entry(
                    Verdict.HELD_OUTSIDE_SQL,
                    pool(12).hold(
                                    12,
                                    h -> h.heldFor(17_000)
                                            .doing(
                                                    IN_OTHER_IO,
                                                    "com.shop.PaymentClient.charge(PaymentClient.java:40)",
                                                    CHECKOUT)
                                            .idle(16_900))),
            Map.entry(
                    Verdict.SLOW_SQL,
                    pool(12).hold(
                                    12,
                                    h -> h.heldFor(26_000)
                                            .doing(IN_DRIVER, CHECKOUT)
                                            .active(25_900, SQL))),
            Map.entry(Verdict.POOL_TOO_SMALL, busy(250)),
            Map.entry(Verdict.BURST, busy(20)),
            Map.entry(
                    Verdict.DATABASE_REFUSES,
                    pool(12).connectFailed(
                                    ConnectFailure.TOO_MANY_CONNECTIONS,
                                    "FATAL: sorry, too many clients already",
                                    120)),
            Map.entry(Verdict.DATABASE_UNREACHABLE, pool(12).connectHangs(4_900)),
            Map.entry(Verdict.POOL_CLOSED, pool(12).closed()),
            Map.entry(
                    Verdict.UNDETERMINED,
                    pool(12).server(Status.NOT_ASKED, "there was no time to ask")
                            .hold(12, h -> h.heldFor(700))));

    private static Scene busy(int arrivedLately) {
        return pool(12).timeout(2_000)
                .waiting(48, 1_100)
                .hold(12, h -> h.heldFor(60).doing(IN_DRIVER, CHECKOUT).active(50, SQL))
                .sample(60_000, 2, 0, 0, 0, 0)
                .sample(2_000, 3, 0, 600, 600, 60_000)
                .sample(1_000, 12, 30, 740, 710, 72_000)
                .sample(0, 12, 48, 740 + arrivedLately, 830, 84_000);
    }

    @Test
    void everyVerdictHasAnExample() {
        assertThat(EXAMPLES).containsOnlyKeys(Verdict.values());
    }

    @ParameterizedTest
    @EnumSource
    void messageOfThePageIsTheOneOfTheCode(Verdict verdict) {
        Report report = report(EXAMPLES.getOrDefault(verdict, pool(1)).evidence());
        assertThat(report.verdict()).contains(verdict);
        assertThat(section(verdict).replaceAll("\\s+", " ")).contains(report.sentence());
    }

    @ParameterizedTest
    @EnumSource
    void pageSaysOfEachVerdictWhatItMeansHowItShowsAndWhatToDo(Verdict verdict) {
        assertThat(section(verdict))
                .contains("**Meaning.**", "**How the pool tells.**", "**What to do.**", "**Not to be confused with.**");
    }

    /** From its heading, whose anchor follows from the verdict, to the next one. */
    private static String section(Verdict verdict) {
        String heading = verdict.anchor().substring(verdict.anchor().indexOf('#') + 1);
        List<String> sections =
                Arrays.asList(Pattern.compile("^## ", Pattern.MULTILINE).split(page()));
        return sections.stream()
                .filter(section -> section.lines()
                        .findFirst()
                        .filter(line ->
                                line.toLowerCase(Locale.ROOT).replace(' ', '-').equals(heading))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no section for " + heading));
    }

    private static String page() {
        try {
            return Files.readString(PAGE, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Report report(Evidence evidence) {
        PoolSample now = evidence.history().get(evidence.history().size() - 1);
        return new Report(
                "orders",
                Optional.empty(),
                now.at(),
                Diagnosis.of(evidence),
                now,
                evidence.held(),
                evidence.waiting(),
                evidence.server(),
                Optional.empty(),
                "",
                evidence.history());
    }
}
