package dev.dbpool.internal.metrics;

/** Why an acquisition failed: the closed set behind the label {@code error_type}. */
public enum ErrorType {
    /** The caller's time ran out. */
    TIMEOUT("timeout"),
    /** The pool was closed before or while the caller waited. */
    CLOSED("closed"),
    /** No connection could be opened, or anything else. */
    OTHER("other");

    private final String label;

    ErrorType(String label) {
        this.label = label;
    }

    /** The value of the metric label {@code error_type}. */
    public String label() {
        return label;
    }
}
