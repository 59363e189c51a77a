package dev.dbpool.internal.metrics;

/** Why admission refused a caller before it waited: the closed set behind the label {@code reason}. */
public enum RejectReason {
    /** As many callers wait already as the configuration allows. */
    QUEUE_FULL("queue_full");

    private final String label;

    RejectReason(String label) {
        this.label = label;
    }

    /** The value of the metric label {@code reason}. */
    public String label() {
        return label;
    }
}
