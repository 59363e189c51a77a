package dev.dbpool.incidents;

import dev.dbpool.DbConfig;
import dev.dbpool.report.Verdict;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * One way to lose all connections, staged for real, and the cause that must be named for it.
 *
 * @param name what is staged, in a few words
 * @param causes which verdict may be named first: one, unless two are equally true
 * @param second the cause that must follow, if there are two at once
 * @param opening how the pool of this incident differs, and what must be there before it is opened
 * @param staging what happens once the pool is open
 * @param quiet whether there is no episode: the failure is no exhaustion, such as that of a closed pool
 */
record Incident(
        String name, Set<Verdict> causes, Optional<Verdict> second, Opening opening, Staging staging, boolean quiet) {

    /** Runs before the pool is opened. */
    interface Opening {
        DbConfig.Builder of(Scene scene, DbConfig.Builder settings) throws Exception;
    }

    /** Returns when everything is in place. If it brings no callers of its own, three are sent. */
    interface Staging {
        void on(Scene scene) throws Exception;
    }

    static Incident of(String name, Verdict cause, Staging staging) {
        return new Incident(name, Set.of(cause), Optional.empty(), (scene, settings) -> settings, staging, false);
    }

    Incident with(Opening opening) {
        return new Incident(name, causes, second, opening, staging, quiet);
    }

    Incident or(Verdict equallyTrue) {
        Set<Verdict> either = EnumSet.copyOf(causes);
        either.add(equallyTrue);
        return new Incident(name, either, second, opening, staging, quiet);
    }

    Incident then(Verdict cause) {
        return new Incident(name, causes, Optional.of(cause), opening, staging, quiet);
    }

    Incident withoutEpisode() {
        return new Incident(name, causes, second, opening, staging, true);
    }

    @Override
    public String toString() {
        return name;
    }
}
