package dev.dbpool.internal.metrics;

/** What caused an exhaustion episode: the closed set behind the label {@code verdict}. */
enum ExhaustionVerdict {
    /** Nobody looked for the cause. */
    UNDETERMINED("undetermined");

    private final String label;

    ExhaustionVerdict(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
