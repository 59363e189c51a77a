package dev.dbpool.report;

import java.util.List;

/**
 * One cause, with what speaks for it.
 *
 * @param verdict the cause
 * @param share how much of the connection-time that is held now it explains, 0 to 1; 1 if no connection could be held
 * @param summary one sentence with the numbers, without a full stop at the end
 * @param evidence what was seen, strongest first, a line each
 * @param nextStep what to do, one sentence
 */
public record Finding(Verdict verdict, double share, String summary, List<String> evidence, String nextStep) {
    public Finding {
        evidence = List.copyOf(evidence);
    }
}
