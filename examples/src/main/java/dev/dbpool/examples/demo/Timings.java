package dev.dbpool.examples.demo;

import dev.dbpool.metrics.PoolMetric;
import java.util.List;
import java.util.Locale;

/** What a histogram tells about the time between two scrapes. */
final class Timings {
    private static final Scrape NOTHING = Scrape.parse("");

    private final String name;
    private final Scrape before;
    private final Scrape after;
    private final List<String> bounds;

    private Timings(PoolMetric histogram, Scrape before, Scrape after) {
        this.name = histogram.fullName();
        this.before = before;
        this.after = after;
        this.bounds = after.seriesOf(histogram).stream()
                .filter(series -> series.startsWith(name + "_bucket"))
                .map(series -> series.replaceFirst(".*le=\"([^\"]*)\".*", "$1"))
                .toList();
    }

    static Timings between(PoolMetric histogram, Scrape before, Scrape after) {
        return new Timings(histogram, before, after);
    }

    static Timings upTo(PoolMetric histogram, Scrape scrape) {
        return new Timings(histogram, NOTHING, scrape);
    }

    long count() {
        return Math.round(grown("_count", ""));
    }

    /** How many took no longer than this bound. */
    long within(String bound) {
        return Math.round(grown("_bucket", "le=\"" + bound + "\""));
    }

    String mean() {
        return count() == 0 ? "-" : shown(grown("_sum", "") / count());
    }

    /** The least bound that this share did not exceed: all that buckets can tell. */
    String bound(double share) {
        return bounds.stream()
                .filter(bound -> within(bound) >= share * count())
                .findFirst()
                .filter(bound -> !bound.equals("+Inf"))
                .map(bound -> shown(Double.parseDouble(bound)))
                .orElse("a minute or more");
    }

    private double grown(String suffix, String label) {
        return after.value(name + suffix, label) - before.value(name + suffix, label);
    }

    static String shown(double seconds) {
        return seconds >= 1
                ? plain("%.1f", seconds) + " s"
                : plain(seconds >= 0.01 ? "%.1f" : "%.2f", seconds * 1e3) + " ms";
    }

    private static String plain(String format, double number) {
        return String.format(Locale.ROOT, format, number).replaceFirst("\\.?0+$", "");
    }
}
