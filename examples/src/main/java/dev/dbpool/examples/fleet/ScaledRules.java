package dev.dbpool.examples.fleet;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The shipped rules in quick motion: every {@code for}, {@code keep_firing_for} and group {@code interval}, and in the
 * expressions every range ({@code [5m]}, {@code [6h:1m]}) and {@code offset}, divided by a factor. Nothing else
 * changes: names, labels, thresholds, annotations and the structure of expressions are those of the shipped file, which
 * is read each time.
 *
 * <p>Limits. Thresholds in seconds stay, since callers wait in real time. Numbers in expressions that stand for a time
 * stay too, because they cannot be told from others: the 300 by which a counter that is born late is divided, the 120 s
 * that waiting callers are credited with, the 600 s after which a process counts as found late. Names of recorded series
 * keep the window of the shipped file ({@code rate5m}). With a factor of 30 and a scrape every second, five minutes hold
 * ten samples instead of twenty: flukes of a single scrape weigh more than in production.
 */
public final class ScaledRules {
    private static final Set<String> DURATIONS = Set.of("for", "keep_firing_for", "interval", "query_offset");
    private static final List<Pattern> IN_EXPRESSIONS = Stream.of(
                    "\\[", "\\[" + TimeScale.DURATION + ":", "\\boffset\\s+-?")
            .map(before -> Pattern.compile("(" + before + ")(" + TimeScale.DURATION + ")(?!\\w)"))
            .toList();

    private ScaledRules() {}

    /** A rules file, scaled. */
    public static String of(String rules, TimeScale scale) {
        return Documents.rewritten(rules, (key, value) -> {
            if (!(value instanceof String text)) {
                return value;
            }
            return DURATIONS.contains(key) && text.matches(TimeScale.DURATION)
                    ? scale.scaled(text)
                    : key.equals("expr") ? expression(text, scale) : text;
        });
    }

    private static String expression(String text, TimeScale scale) {
        String scaled = text;
        for (Pattern duration : IN_EXPRESSIONS) {
            scaled = duration.matcher(scaled).replaceAll(found -> found.group(1) + scale.scaled(found.group(2)));
        }
        return scaled;
    }
}
