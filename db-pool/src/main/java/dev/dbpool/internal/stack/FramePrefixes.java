package dev.dbpool.internal.stack;

import java.util.List;

/**
 * A set of packages and classes by name. An entry covers a package with all below it, or a class with those nested in
 * it: {@code java} covers {@code java.util.List}, but not {@code javax.sql.DataSource}. Immutable.
 */
final class FramePrefixes {
    private static final int BUCKETS = 32;

    /** By the last five bits of the first letter, because most frames are compared with most entries in vain. */
    private final String[][] entries = new String[BUCKETS][];

    FramePrefixes(List<String> entries) {
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            int wanted = bucket;
            this.entries[bucket] =
                    entries.stream().filter(entry -> bucketOf(entry) == wanted).toArray(String[]::new);
        }
    }

    private static int bucketOf(String name) {
        return name.isEmpty() ? 0 : name.charAt(0) % BUCKETS;
    }

    boolean cover(String className) {
        for (String entry : entries[bucketOf(className)]) {
            if (className.startsWith(entry) && endsThere(className, entry.length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsThere(String className, int length) {
        if (className.length() == length) {
            return true;
        }
        char next = className.charAt(length);
        return next == '.' || next == '$';
    }
}
