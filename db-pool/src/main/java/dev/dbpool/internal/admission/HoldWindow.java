package dev.dbpool.internal.admission;

import java.util.Arrays;

/**
 * The latest holds, in parts of which the oldest goes as a whole when a new one begins: what was long ago is forgotten
 * altogether, whereas a fading mean of squares keeps a few long holds for thousands of short ones. Not thread-safe: the
 * gate's lock guards it.
 */
final class HoldWindow {
    private final int[] holds;
    private final double[] sums;
    private final double[] squares;
    private int newest;

    // Of all parts, as of the last change: they are asked for more often than changed.
    private int count;
    private double mean;
    private double met;

    HoldWindow(int parts) {
        holds = new int[parts];
        sums = new double[parts];
        squares = new double[parts];
    }

    void clear() {
        Arrays.fill(holds, 0);
        Arrays.fill(sums, 0);
        Arrays.fill(squares, 0);
        sumUp();
    }

    /** Begins a part, in place of the oldest. */
    void turn() {
        newest = (newest + 1) % holds.length;
        holds[newest] = 0;
        sums[newest] = 0;
        squares[newest] = 0;
    }

    void add(long heldNanos) {
        holds[newest]++;
        sums[newest] += heldNanos;
        squares[newest] += (double) heldNanos * heldNanos;
        sumUp();
    }

    private void sumUp() {
        int all = 0;
        double sum = 0;
        double square = 0;
        for (int part = 0; part < holds.length; part++) {
            all += holds[part];
            sum += sums[part];
            square += squares[part];
        }
        count = all;
        mean = all == 0 ? 0 : sum / all;
        met = sum == 0 ? 0 : square / sum;
    }

    int inNewestPart() {
        return holds[newest];
    }

    int count() {
        return count;
    }

    /** The mean of all holds, 0 if there is none. */
    double mean() {
        return mean;
    }

    /** The mean of the holds that are met at a random moment, E(h²)/E(h); 0 if there is none. */
    double met() {
        return met;
    }
}
