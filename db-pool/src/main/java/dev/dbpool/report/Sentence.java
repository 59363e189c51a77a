package dev.dbpool.report;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import java.util.List;
import java.util.Optional;

/** The part of an exception's message that says why and what next: one line, and never longer than allowed. */
final class Sentence {
    /** A second cause is worth naming from here on. */
    private static final double WORTH_NAMING = 0.2;

    private static final double ROUNDING = 0.005;

    // Together with the anchor less than Report.MOST_SENTENCE.
    private static final int MOST_CAUSE = 300;
    private static final int MOST_SECOND_CAUSE = 170;
    private static final int MOST_NEXT_STEP = 200;

    private Sentence() {}

    static String of(List<Finding> findings) {
        if (findings.isEmpty()) {
            return "";
        }
        Finding first = findings.get(0);
        Optional<Finding> second = second(findings).filter(finding -> finding.share() >= WORTH_NAMING);
        return begin(cause(first, MOST_CAUSE, second.isPresent()))
                + second.map(finding -> " Also " + cause(finding, MOST_SECOND_CAUSE, true))
                        .orElse("")
                + " " + ended(OneLine.shorten(first.nextStep(), MOST_NEXT_STEP))
                + " See " + first.verdict().anchor();
    }

    /**
     * The next after the first, or the one after that if it is of other connections: what is held outside SQL with an
     * open transaction is in two findings, and then the shares are more than the whole.
     */
    private static Optional<Finding> second(List<Finding> findings) {
        double shares = findings.stream().mapToDouble(Finding::share).sum();
        boolean sameAgain = findings.size() > 2
                && findings.get(0).verdict() == Verdict.HELD_OUTSIDE_SQL
                && findings.get(1).verdict() == Verdict.IDLE_IN_TRANSACTION
                && shares > 1 + ROUNDING;
        return findings.stream().skip(sameAgain ? 2 : 1).findFirst();
    }

    private static String cause(Finding finding, int most, boolean withShare) {
        String share = withShare ? " (" + Amount.percent(finding.share()) + " of the time held)" : "";
        return ended(OneLine.shorten(finding.summary(), most - share.length()) + share);
    }

    private static String ended(String sentence) {
        return sentence.endsWith(".") ? sentence : sentence + ".";
    }

    private static String begin(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
