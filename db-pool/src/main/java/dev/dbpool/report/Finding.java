package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;
import java.util.List;

/**
 * One cause, with what speaks for it.
 *
 * @param verdict the cause
 * @param share how much of the connection-time that was held while callers waited it explains, 0 to 1; 1 for causes
 *     that concern the whole pool
 * @param summary one sentence with the numbers, without a full stop at the end
 * @param evidence what was seen, strongest first, a line each
 * @param nextStep what to do, one sentence without a full stop at the end
 */
public record Finding(Verdict verdict, double share, String summary, List<String> evidence, String nextStep) {
    public Finding {
        share = Double.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
        summary = OneLine.of(summary, OneLine.TEXT);
        evidence = evidence.stream().map(line -> OneLine.of(line, OneLine.TEXT)).toList();
        nextStep = OneLine.of(nextStep, OneLine.TEXT);
    }
}
