package dev.dbpool.report;

import java.util.Locale;

/**
 * The causes that a report can name: a closed set, each with its page in {@code docs/verdicts.md}. The label is also
 * the value of the metric label {@code verdict}.
 */
public enum Verdict {
    /** Holders wait for a further connection of the same pool, themselves or through threads that they wait for. */
    SELF_DEADLOCK("waiting for itself"),
    /** Connections whose holder is gone or has gone on to other things, and which do nothing. */
    LEAK("leaked"),
    /** Statements wait for locks that other sessions hold. */
    BLOCKED_ON_LOCKS("blocked on locks"),
    /** Transactions are open and nothing is executed in them. */
    IDLE_IN_TRANSACTION("idle in transaction"),
    /** Connections are held while the thread does something else than SQL. */
    HELD_OUTSIDE_SQL("held outside SQL"),
    /** Statements take long, by themselves. */
    SLOW_SQL("slow SQL"),
    /** Connections are used well, but more work comes in than they can do. */
    POOL_TOO_SMALL("pool too small for the demand"),
    /** More callers than usual for a moment; the demand is falling already. */
    BURST("burst"),
    /** PostgreSQL answers, and gives no session: full, password, role, starting or stopping. */
    DATABASE_REFUSES("database refuses"),
    /** PostgreSQL cannot be reached, or does not answer. */
    DATABASE_UNREACHABLE("database unreachable"),
    /** The pool is closed. */
    POOL_CLOSED("pool closed"),
    /** What is known points to none of these. */
    UNDETERMINED("undetermined");

    private final String title;

    Verdict(String title) {
        this.title = title;
    }

    /** In words, as in the middle of a sentence. */
    public String title() {
        return title;
    }

    /** The value of metric labels and of JSON: the name in lower case. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Where the documentation explains this verdict and its remedies. */
    public String anchor() {
        return "docs/verdicts.md#" + label().replace('_', '-');
    }
}
