package dev.dbpool.internal.config;

import dev.dbpool.internal.url.EditDistance;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds variables that look like misspelt ones of the pool's. They may be somebody else's, so they are no error. Says
 * names only, never values.
 */
final class MisspeltVariables {
    private static final Pattern NAME = Pattern.compile("(?i)(DB_|DATA)[A-Z0-9_]{1,60}");
    private static final List<String> KNOWN = Arrays.stream(ConfigKey.values())
            .flatMap(key -> key.environment().stream())
            .toList();

    private MisspeltVariables() {}

    /** One sentence for each, in the order of their names. */
    static List<String> in(Map<String, String> environment) {
        return environment.keySet().stream()
                .filter(name -> NAME.matcher(name).matches() && !KNOWN.contains(name))
                .sorted()
                .flatMap(name -> nearest(name.toUpperCase(Locale.ROOT)).stream()
                        .map(known -> "the variable " + name + " is not known and has no effect; did you mean " + known
                                + "?"))
                .toList();
    }

    private static Optional<String> nearest(String name) {
        return KNOWN.stream()
                .filter(known -> EditDistance.between(name, known) <= known.length() / 4
                        || (known.length() > 6 && name.startsWith(known))
                        || (name.length() > 6 && known.startsWith(name)))
                .min(Comparator.<String>comparingInt(known -> EditDistance.between(name, known))
                        .thenComparing(Comparator.naturalOrder()));
    }
}
