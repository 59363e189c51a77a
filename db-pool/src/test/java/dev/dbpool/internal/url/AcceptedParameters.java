package dev.dbpool.internal.url;

import dev.dbpool.internal.url.DriverParameters.Treatment;
import java.util.Set;
import java.util.TreeSet;

/** Lets a test of another package know which of the driver's parameters a URL may carry. */
public final class AcceptedParameters {
    private AcceptedParameters() {}

    public static Set<String> ofTheDriver() {
        Set<String> accepted = new TreeSet<>();
        for (String name : DriverParameters.names()) {
            DriverParameters.rule(name)
                    .filter(rule -> rule.treatment() == Treatment.DRIVER)
                    .ifPresent(rule -> accepted.add(rule.canonical()));
        }
        return accepted;
    }
}
