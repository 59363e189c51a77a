package dev.dbpool;

/** Why admission refused a caller: the closed set behind the label {@code reason} of the rejections. */
public enum RejectReason {
    /** As many callers wait as the configuration allows; or this one waited and had to make room for a caller of higher priority. */
    QUEUE_FULL("queue_full"),
    /** So many are ahead that its time would have been over long before its turn. */
    DEADLINE("deadline"),
    /** More callers come than can be served, and this one has waited as long as anybody may wait then. */
    OVERLOAD("overload");

    private final String label;

    RejectReason(String label) {
        this.label = label;
    }

    /** The value of the metric label {@code reason}. */
    public String label() {
        return label;
    }
}
