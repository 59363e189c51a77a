package dev.dbpool.examples.fleet;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What was expected of a round against what was seen. */
final class Verdict {
    private Verdict() {}

    /** Whether all that is expected while the troubles last has been seen. */
    static boolean complete(Collection<Trouble> troubles, Watch watch) {
        return watch.heard().containsAll(Trouble.heard(troubles))
                && watch.everSilenced().containsAll(Trouble.silenced(troubles));
    }

    /** Whether all has ended, and everybody has been told. */
    static boolean over(Watch watch) {
        return watch.firing().isEmpty() && watch.open().isEmpty();
    }

    /** The differences, one sentence each; none if the right alerts came, and only those. */
    static List<String> problems(Collection<Trouble> troubles, Watch watch) {
        Set<Alert> mustBeHeard = Trouble.heard(troubles);
        Set<Alert> mustBeSilenced = Trouble.silenced(troubles);
        Set<Alert> mayBeHeard = union(mustBeHeard, Trouble.echoes(troubles));
        List<String> problems = new ArrayList<>();
        tell(problems, without(mustBeHeard, watch.heard()), "has reached nobody");
        tell(problems, without(watch.heard(), mayBeHeard), "has reached somebody, and should not");
        tell(problems, without(mustBeSilenced, watch.everSilenced()), "has not been silenced");
        tell(problems, without(watch.everSilenced(), mustBeSilenced), "has been silenced, and should not");
        tell(problems, without(watch.everFired(), union(mustBeHeard, mustBeSilenced)), "has fired, and should not");
        tell(problems, watch.firing(), "still fires");
        tell(problems, watch.open(), "has not been told of the end");
        return problems;
    }

    private static void tell(List<String> problems, Set<?> subjects, String what) {
        subjects.forEach(subject -> problems.add(subject + " " + what));
    }

    private static Set<Alert> union(Set<Alert> one, Set<Alert> other) {
        Set<Alert> union = new TreeSet<>(one);
        union.addAll(other);
        return union;
    }

    private static Set<Alert> without(Set<Alert> all, Set<Alert> some) {
        Set<Alert> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
