package dev.dbpool.internal.admission;

/**
 * In what order those of one priority are served, and for how long they may wait. No more than a state that the
 * {@link WaitingLine} keeps up to date: it knows neither threads nor locks nor a clock. Used under the gate's lock, apart from
 * {@link #overloaded} and {@link #overloads}.
 */
interface Discipline {
    /** Somebody queues where nobody did. */
    void queueBegins(long now);

    /** One more queues. */
    void joins(Waiter waiter);

    /** Nobody is queued any more. */
    void queueEnds(long now);

    /** Told before every question, who of those that are queued has waited longest. */
    void look(Waiter longest, long now);

    /** Whether the last to come is the next to be served. */
    boolean newestFirst();

    /**
     * For how long a caller may go on waiting, its own deadline apart.
     *
     * @param behindOthers whether callers of a higher priority wait
     * @return nanoseconds from now; 0 or less if it is to be refused
     */
    long patienceNanos(Waiter waiter, boolean behindOthers, long now);

    /** Whether too many callers come. Any thread may ask. */
    boolean overloaded(long now);

    /** How often that began. Any thread may ask. */
    long overloads();

    /** For how long a refused caller should stay away at the least. */
    long calmNanos(long now);

    /** One sentence, for people. */
    String describe(long now);
}
