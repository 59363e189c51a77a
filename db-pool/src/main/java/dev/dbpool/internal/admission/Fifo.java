package dev.dbpool.internal.admission;

/** First come, first served, until the caller's own timeout. */
final class Fifo implements Discipline {

    @Override
    public void queueBegins(long now) {}

    @Override
    public void joins(Waiter waiter) {}

    @Override
    public void queueEnds(long now) {}

    @Override
    public void look(Waiter longest, long now) {}

    @Override
    public boolean newestFirst() {
        return false;
    }

    /** Further than any deadline; the sum with a time of the clock still compares right. */
    @Override
    public long patienceNanos(Waiter waiter, boolean behindOthers, long now) {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean overloaded(long now) {
        return false;
    }

    @Override
    public long overloads() {
        return 0;
    }

    @Override
    public long calmNanos(long now) {
        return 0;
    }

    @Override
    public String describe(long now) {
        return "Admission is first come, first served.";
    }
}
