package dev.dbpool.internal.slot;

/** What threads that come and go read of the exhaustion clock: hardly ever written, so its cache line stays with each. */
@SuppressWarnings("unused")
final class ExhaustionWatch extends Padding {
    /** The index of a slot that was neither LENT nor GONE when it was last looked at. */
    volatile int witness;

    /** Whether the clock runs or may be about to: a thread that makes a slot other than LENT must have it look. */
    volatile boolean armed;

    private long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}
