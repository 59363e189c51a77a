package dev.dbpool.internal.stack;

import java.util.List;

/**
 * A set of packages and classes by name. An entry covers a package with all below it, or a class with those nested in
 * it: {@code java} covers {@code java.util.List}, but not {@code javax.sql.DataSource}. Immutable.
 */
final class FramePrefixes {
    private final String[] entries;

    FramePrefixes(List<String> entries) {
        this.entries = entries.toArray(String[]::new);
    }

    boolean cover(String className) {
        for (String entry : entries) {
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
