package dev.dbpool.examples.fleet;

import java.util.Comparator;
import java.util.Map;

/**
 * An alert of one service.
 *
 * @param service whose alert it is
 * @param name of the alert
 */
public record Alert(String service, String name) implements Comparable<Alert> {
    private static final Comparator<Alert> ORDER =
            Comparator.comparing(Alert::service).thenComparing(Alert::name);
    private static final String PREFIX = "DatabaseConnection";

    static Alert of(Map<String, String> labels) {
        return new Alert(labels.getOrDefault("service", ""), labels.getOrDefault("alertname", ""));
    }

    /** The name without what most of them begin with. */
    String shortName() {
        return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    }

    @Override
    public int compareTo(Alert other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return service + " " + name;
    }
}
