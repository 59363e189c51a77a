package dev.dbpool.internal.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Some of many, with a last line that says how many are left out. */
final class Lines {
    private Lines() {}

    static <T> List<String> of(List<T> items, int most, Function<T, String> line) {
        List<String> lines =
                new ArrayList<>(items.stream().limit(most).map(line).toList());
        if (items.size() > most) {
            lines.add("and " + (items.size() - most) + " more");
        }
        return lines;
    }
}
