package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.diagnosis.Hold.Backend;
import dev.dbpool.internal.text.Amount;
import dev.dbpool.report.Finding;
import dev.dbpool.report.ServerView.Status;
import dev.dbpool.report.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The holds that one cause explains, and the words that all causes use about them.
 *
 * @param situation what is known altogether
 * @param holds at least one, longest held first
 * @param queued holds that wait in a proxy for what the others have
 * @param share of the connection-time, of both
 */
record ExplainedHolds(WeighedEvidence situation, List<Hold> holds, List<Hold> queued, double share) {

    static ExplainedHolds of(WeighedEvidence situation, List<Hold> part) {
        List<Hold> longestFirst = part.stream()
                .sorted(Comparator.comparing(Hold::heldFor).reversed())
                .toList();
        List<Hold> queued = longestFirst.stream()
                .filter(hold -> hold.backend() == Backend.QUEUED_IN_PROXY)
                .toList();
        return queued.size() == part.size()
                ? new ExplainedHolds(situation, longestFirst, List.of(), situation.share(part))
                : new ExplainedHolds(
                        situation,
                        longestFirst.stream()
                                .filter(hold -> hold.backend() != Backend.QUEUED_IN_PROXY)
                                .toList(),
                        queued,
                        situation.share(part));
    }

    /** The finding, with a line about each group of holds after the cause's own evidence, and what limits it. */
    Finding finding(Verdict verdict, String summary, List<String> evidence, String nextStep) {
        List<String> lines = new ArrayList<>(evidence);
        lines.addAll(HoldGroups.lines(holds));
        if (!queued.isEmpty()) {
            lines.add(queued.size() + " more wait in the proxy for a server connection");
        }
        if (count(Hold::presumed) > 0) {
            howPresumed().ifPresent(lines::add);
        }
        return new Finding(verdict, share, summary, lines, nextStep);
    }

    private Optional<String> howPresumed() {
        Status status = situation.evidence().server().status();
        String detail = situation.evidence().server().detail();
        return switch (status) {
            case ANSWERED -> Optional.empty();
            case BEHIND_PROXY ->
                Optional.of("a proxy stands between: what each session does is presumed from live stacks and from how"
                        + " many sessions are in which state" + (detail.isEmpty() ? "" : "; " + detail));
            case NO_PERMISSION, SERVER_FULL, REFUSED, NO_ANSWER, NOT_ASKED ->
                Optional.of("PostgreSQL's view is missing" + (detail.isEmpty() ? "" : " (" + detail + ")")
                        + ": concluded from live stacks and history only");
        };
    }

    /** {@code 9 of 12 connections are}, {@code 1 of 12 connections is}. */
    String connectionsAre() {
        return holds.size() + " of " + situation.max() + " connections " + (holds.size() == 1 ? "is" : "are");
    }

    Hold longest() {
        return holds.get(0);
    }

    /** The hold whose backend has been longest in its state. */
    Hold longestInState() {
        return holds.stream().max(Comparator.comparing(Hold::stateFor)).orElseThrow();
    }

    int count(Predicate<Hold> which) {
        return (int) holds.stream().filter(which).count();
    }

    String forAtMost(Duration longest) {
        return (holds.size() == 1 ? "for " : "the longest for ") + Amount.time(longest);
    }
}
