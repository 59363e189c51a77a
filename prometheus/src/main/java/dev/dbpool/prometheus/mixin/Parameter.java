package dev.dbpool.prometheus.mixin;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One thing that can be set: its default, and what is allowed. */
record Parameter(String name, Object fallback, String kind, BigDecimal from, BigDecimal to, String says) {
    /** What a value of a kind looks like; numbers have a range instead. */
    private static final Map<String, Pattern> KINDS = Map.of(
            "url", Pattern.compile("https?://[^\\s\"'{}]+[^\\s\"'{}/]"),
            "word", Pattern.compile("[A-Za-z0-9_.-]+"),
            "labels", Pattern.compile("[a-zA-Z_]\\w*(, [a-zA-Z_]\\w*)*"),
            "matchers", Pattern.compile("([a-zA-Z_]\\w*(=|!=|=~|!~)\"[^\"\\n]*\"(, ?)?)*"),
            "duration", Pattern.compile("[1-9]\\d*[smhdw]"));

    static Parameter of(String name, Map<?, ?> fields) {
        return new Parameter(
                name,
                field(fields, "default").orElseThrow(() -> new IllegalStateException(name + " has no default")),
                field(fields, "is").map(String::valueOf).orElse("number"),
                number(field(fields, "from").orElse(0)),
                number(field(fields, "to").orElse(0)),
                field(fields, "says").map(String::valueOf).orElse(""));
    }

    private static Optional<Object> field(Map<?, ?> fields, String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The value as rules write it, or the reason why it is none. */
    String checked(Object value) {
        if (kind.equals("number")) {
            return inRange(value);
        }
        String text = value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(joining(", "))
                : String.valueOf(value);
        Pattern expected = KINDS.get(kind);
        if (expected == null || !expected.matcher(text).matches()) {
            throw new IllegalArgumentException(name + " is '" + text + "', which is no " + kind);
        }
        return text;
    }

    private String inRange(Object value) {
        BigDecimal number;
        try {
            number = number(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " is '" + value + "', which is no number", e);
        }
        if (number.compareTo(from) < 0 || number.compareTo(to) > 0) {
            throw new IllegalArgumentException(
                    name + " is " + value + "; allowed is " + plain(from) + " to " + plain(to) + " (" + says + ")");
        }
        return plain(number);
    }

    static BigDecimal number(Object value) {
        return new BigDecimal(String.valueOf(value));
    }

    static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
