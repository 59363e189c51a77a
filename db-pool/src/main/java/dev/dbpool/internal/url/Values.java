package dev.dbpool.internal.url;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Which values a parameter may have, and how to say so. */
record Values(String text, Predicate<String> allowed) {
    static final Values ANY = new Values("a value", value -> !value.isEmpty());
    static final Values NUMBER = new Values("a whole number", value -> value.matches("-?\\d{1,9}"));
    static final Values BOOLEAN = of("true", "false");
    static final Values ON = new Values("1 or true: the pool keeps TCP keep-alive on", List.of("1", "true")::contains);
    static final Values UTF8 = new Values(
            "UTF8: the JDBC driver speaks nothing else",
            value -> List.of("utf8", "utf-8", "unicode", "auto").contains(value.toLowerCase(Locale.ROOT)));

    static Values of(String... choices) {
        return new Values(String.join(", ", choices), List.of(choices)::contains);
    }
}
