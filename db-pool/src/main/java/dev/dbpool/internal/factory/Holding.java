package dev.dbpool.internal.factory;

/** Somebody's hold on a session: who, and since when. Immutable; any thread may read it. */
public interface Holding {

    /** The thread that acquired the connection. */
    Thread borrower();

    /** When it was handed out, on the pool's clock, in nanoseconds. */
    long sinceNanos();
}
