package dev.dbpool.internal.slot;

/**
 * Keeps what a slot's threads write off the cache lines of its neighbours: 128 bytes, because processors fetch lines of
 * 64 bytes in pairs. The JVM lays out the fields of a superclass before those of its subclasses.
 */
@SuppressWarnings("unused")
public abstract class Padding {
    /** Fills the four bytes behind the object's header, into which a subclass's field would be laid otherwise. */
    private int p;

    private long p00, p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13, p14, p15;
}
