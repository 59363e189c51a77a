package dev.dbpool.examples.fleet;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What happens to one service, and which alerts that must mean.
 *
 * @param service whom it befalls
 * @param what in a few words
 * @param heard alerts that must reach somebody
 * @param silenced alerts that must fire, but that a heard one must keep from everybody
 * @param echoes those of the silenced that may be heard once their silencer has ended
 */
public record Trouble(
        String service, String what, Set<String> heard, Set<String> silenced, Set<String> echoes, Act begin, Act end) {

    /** Makes or ends trouble. */
    @FunctionalInterface
    public interface Act {
        /** Blocks for a moment at most. */
        void run() throws Exception;
    }

    static Set<Alert> heard(Collection<Trouble> troubles) {
        Set<Alert> alerts = new TreeSet<>();
        troubles.forEach(trouble -> trouble.heard.forEach(name -> alerts.add(new Alert(trouble.service, name))));
        return alerts;
    }

    static Set<Alert> silenced(Collection<Trouble> troubles) {
        Set<Alert> alerts = new TreeSet<>();
        troubles.forEach(trouble -> trouble.silenced.forEach(name -> alerts.add(new Alert(trouble.service, name))));
        return alerts;
    }

    static Set<Alert> echoes(Collection<Trouble> troubles) {
        Set<Alert> alerts = new TreeSet<>();
        troubles.forEach(trouble -> trouble.echoes.forEach(name -> alerts.add(new Alert(trouble.service, name))));
        return alerts;
    }
}
