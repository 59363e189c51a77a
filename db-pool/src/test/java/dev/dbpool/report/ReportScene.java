package dev.dbpool.report;

import dev.dbpool.report.Activity.Kind;
import dev.dbpool.report.BackendSession.Blocker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A report with something in every place: {@code text} wherever texts come from outside. */
final class ReportScene {
    static final Instant NOW = Instant.parse("2026-11-25T03:00:00.123Z");

    private ReportScene() {}

    static Report with(String text, int holders) {
        List<HeldConnection> held = new ArrayList<>();
        for (int i = 0; i < holders; i++) {
            held.add(held(i, text));
        }
        return report(
                List.of(
                        finding(Verdict.BLOCKED_ON_LOCKS, 0.7, text),
                        finding(Verdict.LEAK, 0.3, text),
                        finding(Verdict.SLOW_SQL, 0.1, text)),
                held,
                text);
    }

    static Report of(Finding... findings) {
        return report(List.of(findings), List.of(held(0, "x")), "x");
    }

    static Finding finding(Verdict verdict, double share, String text) {
        return new Finding(verdict, share, "9 of 12 connections are " + text, List.of(text, text), "do " + text);
    }

    /** Nothing is known but the numbers. */
    static Report empty() {
        return new Report(
                "auth-service",
                Optional.empty(),
                NOW,
                List.of(),
                sample(0),
                List.of(),
                Waiting.nobody(),
                ServerView.notAsked(""),
                Optional.empty(),
                "",
                List.of());
    }

    private static Report report(List<Finding> findings, List<HeldConnection> held, String text) {
        return new Report(
                "auth-service",
                Optional.of(text),
                NOW,
                findings,
                sample(0),
                held,
                new Waiting(
                        31,
                        Duration.ofSeconds(9),
                        List.of(new Waiting.Caller(text, 5, Duration.ofSeconds(9), List.of(text)))),
                new ServerView(
                        ServerView.Status.ANSWERED,
                        text,
                        Optional.of(Duration.ofMillis(3)),
                        Map.of("idle in transaction", 9, text, 1),
                        Optional.of(40),
                        Optional.of(97)),
                Optional.of(text),
                text,
                List.of(sample(3), sample(2), sample(1), sample(0)));
    }

    static PoolSample sample(int secondsAgo) {
        return new PoolSample(
                NOW.minusSeconds(secondsAgo),
                Duration.ofHours(1).minusSeconds(secondsAgo),
                12,
                0,
                12,
                31 - secondsAgo,
                Duration.ZERO,
                1_000L - 10L * secondsAgo,
                900L - 5L * secondsAgo,
                60L,
                0,
                Duration.ofSeconds(40_000L - 12L * secondsAgo));
    }

    private static HeldConnection held(int number, String text) {
        return new HeldConnection(
                new Holder(number, 4_000 + number, text, number, Duration.ofSeconds(41), 7, Optional.of(text)),
                new Activity(Kind.SLEEPING, Optional.of(text), List.of(text), Optional.of(3L)),
                Optional.of(new BackendSession(
                        4_000 + number,
                        number % 2 == 0 ? "active" : text,
                        Optional.of("Lock"),
                        Optional.of(text),
                        Duration.ofSeconds(40),
                        Optional.of(Duration.ofSeconds(40)),
                        Optional.empty(),
                        text,
                        List.of(new Blocker(
                                4_711,
                                text,
                                text,
                                Duration.ofSeconds(50),
                                Optional.of(Duration.ofSeconds(60)),
                                text,
                                Optional.of(8L))))));
    }
}
