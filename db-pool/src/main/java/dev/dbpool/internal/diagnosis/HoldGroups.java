package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.report.BackendSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Holds that do the same in the same place are one line of evidence: a hundred equal lines hide the one that differs. */
final class HoldGroups {
    private static final int MOST_GROUPS = 4;

    private HoldGroups() {}

    static List<String> lines(List<Hold> holds) {
        Map<List<String>, List<Hold>> groups = new LinkedHashMap<>();
        holds.forEach(hold ->
                groups.computeIfAbsent(key(hold), key -> new ArrayList<>()).add(hold));
        return firstOf(List.copyOf(groups.values()), MOST_GROUPS, HoldGroups::line);
    }

    private static List<String> key(Hold hold) {
        return List.of(
                Wording.place(hold),
                Wording.doing(hold.held().activity()),
                hold.backend().name(),
                hold.session().map(BackendSession::query).orElse(""));
    }

    private static String line(List<Hold> group) {
        Hold longest = group.get(0);
        return group.size() + " x " + Wording.place(longest) + ", held for "
                + (group.size() == 1 ? "" : "up to ") + Amount.time(longest.heldFor())
                + (group.size() == 1 ? " by" : ", longest by") + " thread \"" + Wording.threadName(longest)
                + "\" which "
                + Wording.doing(longest.held().activity()) + "; connection "
                + longest.holder().connectionId() + ", backend " + Wording.backend(longest);
    }

    /** Some of many, with a last line that says how many are left out. */
    static <T> List<String> firstOf(List<T> items, int most, Function<T, String> line) {
        List<String> lines =
                new ArrayList<>(items.stream().limit(most).map(line).toList());
        if (items.size() > most) {
            lines.add("and " + (items.size() - most) + " more");
        }
        return lines;
    }
}
