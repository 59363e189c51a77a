package dev.dbpool.report;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import java.util.List;

/** The part of an exception's message that says why and what next: one line, and never longer than allowed. */
final class Sentence {
    /** A second cause is worth naming from here on. */
    private static final double WORTH_NAMING = 0.2;

    // Together with the anchor less than Report.MOST_SENTENCE.
    private static final int MOST_CAUSE = 330;
    private static final int MOST_SECOND_CAUSE = 170;
    private static final int MOST_NEXT_STEP = 220;

    private Sentence() {}

    static String of(List<Finding> findings) {
        if (findings.isEmpty()) {
            return "";
        }
        Finding first = findings.get(0);
        boolean two = findings.size() > 1 && findings.get(1).share() >= WORTH_NAMING;
        return begin(cause(first, MOST_CAUSE, two))
                + (two ? " Also " + cause(findings.get(1), MOST_SECOND_CAUSE, true) : "")
                + " " + ended(OneLine.shorten(first.nextStep(), MOST_NEXT_STEP))
                + " See " + first.verdict().anchor();
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
