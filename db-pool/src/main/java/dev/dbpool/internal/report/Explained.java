package dev.dbpool.internal.report;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The holds that one cause explains, and the words that all causes use about them.
 *
 * @param situation what is known altogether
 * @param holds at least one, longest held first
 */
record Explained(Situation situation, List<Suspect> holds) {
    private static final int MOST_LINES = 5;

    Finding finding(Verdict verdict, String summary, List<String> evidence, String nextStep) {
        return new Finding(verdict, situation.share(holds), summary, evidence, nextStep);
    }

    /** {@code 9 of 12 connections}. */
    String connections() {
        return holds.size() + " of " + situation.max() + " connections";
    }

    /** {@code are} or {@code is}. */
    String are() {
        return holds.size() == 1 ? "is" : "are";
    }

    Suspect longest() {
        return holds.get(0);
    }

    /** The hold whose backend has been longest in its state. */
    Suspect longestInState() {
        return holds.stream().max(Comparator.comparing(Suspect::stateFor)).orElseThrow();
    }

    int count(Predicate<Suspect> which) {
        return (int) holds.stream().filter(which).count();
    }

    /** A line for some of them, and how many more there are. */
    List<String> lines() {
        return Lines.of(holds, MOST_LINES, Explained::line);
    }

    private static String line(Suspect hold) {
        return "connection " + hold.holder().connectionId() + ", held for " + Amount.time(hold.heldFor()) + " "
                + by(hold) + ": thread " + Wording.doing(hold.held().activity()) + "; backend "
                + Wording.backend(hold);
    }

    /** Who has it: {@code by OrderService.checkout(OrderService.java:88) on thread "http-7"}. */
    static String by(Suspect hold) {
        String thread = "thread \"" + shortName(hold) + "\"";
        return "by " + site(hold).map(site -> site + " on " + thread).orElse(thread);
    }

    static String shortName(Suspect hold) {
        return Wording.shortName(hold.holder().threadName());
    }

    /** Where it was acquired, short enough for a message. */
    static Optional<String> site(Suspect hold) {
        return hold.site().map(Wording::frame);
    }

    /** {@code OrderService.checkout(OrderService.java:88)}, or the thread if no place in the code is known. */
    static String place(Suspect hold) {
        return site(hold).orElse("the code of thread \"" + shortName(hold) + "\"");
    }

    String forAtMost(Duration longest) {
        return holds.size() == 1 ? "for " + Amount.time(longest) : "the longest for " + Amount.time(longest);
    }
}
