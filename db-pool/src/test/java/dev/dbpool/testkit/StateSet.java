package dev.dbpool.testkit;

/**
 * The states that a search has met, tens of millions of them: of each 128 bits are kept. Two states that share them would
 * be taken for one; among a hundred million that happens with a probability below 10<sup>-22</sup> (the birthday bound).
 * After Wolper and Leroy, "Reliable Hashing without Collision Detection" (1993). For one thread.
 */
public final class StateSet {
    private static final long SEED = 0x9E3779B97F4A7C15L;
    private static final long FIRST = 0xff51afd7ed558ccdL;
    private static final long SECOND = 0xc4ceb9fe1a85ec53L;

    /** Open addressing: a pair of longs for each place; two zeros are an empty one. */
    private long[] table = new long[1 << 12];

    private int size;

    public int size() {
        return size;
    }

    /** False if it is there already. */
    public boolean add(byte[] state) {
        long high = SEED;
        long low = ~SEED;
        for (byte part : state) {
            high = (Long.rotateLeft(high, 23) ^ part) * FIRST;
            low = (Long.rotateLeft(low, 41) + part) * SECOND;
        }
        high = mixed(high, FIRST);
        low = mixed(low, SECOND) | 1;
        if (!put(table, high, low)) {
            return false;
        }
        if (++size > table.length / 3) {
            grow();
        }
        return true;
    }

    private static long mixed(long bits, long factor) {
        long folded = (bits ^ bits >>> 32) * factor;
        return folded ^ folded >>> 29;
    }

    private static boolean put(long[] table, long high, long low) {
        int mask = table.length - 2;
        for (int place = (int) (high >>> 20) & mask; ; place = place + 2 & mask) {
            if (table[place + 1] == 0) {
                table[place] = high;
                table[place + 1] = low;
                return true;
            }
            if (table[place] == high && table[place + 1] == low) {
                return false;
            }
        }
    }

    private void grow() {
        long[] larger = new long[table.length * 2];
        for (int place = 0; place < table.length; place += 2) {
            if (table[place + 1] != 0) {
                put(larger, table[place], table[place + 1]);
            }
        }
        table = larger;
    }
}
