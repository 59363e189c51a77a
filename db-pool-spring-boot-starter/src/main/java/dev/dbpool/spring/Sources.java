package dev.dbpool.spring;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which property each value of a configuration comes from, so that a problem can name what the user wrote. */
final class Sources {
    private final Map<String, String> propertyByKey = new HashMap<>();

    void note(String key, String property) {
        propertyByKey.put(key, property);
    }

    /** {@code maxConnections} as a property has it. */
    static String hyphenated(String key) {
        return key.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The library's problems, each with the property in front that it is about. */
    List<String> named(List<String> problems) {
        return problems.stream().map(this::named).toList();
    }

    private String named(String problem) {
        String key = problem.split("[ :]", 2)[0];
        String property = propertyByKey.get(key);
        return property == null ? problem : property + ": " + problem;
    }
}
