package dev.dbpool.report;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes JSON: objects, arrays and what is in them, nothing more. Names are written in the order of the calls. Strings
 * come from records that have made them fit to print; whatever is left that JSON does not allow is escaped here.
 */
final class JsonWriter {
    private final StringBuilder out = new StringBuilder(4_096);

    /** Whether the next value of the innermost object or array needs a comma before it. */
    private boolean comma;

    JsonWriter object(Runnable members) {
        return enclose('{', members, '}');
    }

    JsonWriter object(String name, Runnable members) {
        return name(name).object(members);
    }

    <T> JsonWriter array(String name, Collection<T> items, BiConsumer<JsonWriter, T> item) {
        return name(name).enclose('[', () -> items.forEach(each -> item.accept(this, each)), ']');
    }

    JsonWriter field(String name, String text) {
        return name(name).text(text);
    }

    JsonWriter field(String name, long number) {
        return name(name).raw(Long.toString(number));
    }

    JsonWriter field(String name, double number) {
        return name(name).raw(Double.isFinite(number) ? String.format(Locale.ROOT, "%.3f", number) : "null");
    }

    /** In seconds, as the metrics are. */
    JsonWriter field(String name, Duration time) {
        return name(name)
                .raw(
                        time.isNegative()
                                ? "0.000"
                                : String.format(Locale.ROOT, "%d.%03d", time.toSeconds(), time.toMillisPart()));
    }

    JsonWriter field(String name, Instant time) {
        return name(name).text(time.toString());
    }

    /** Always there, so that a reader finds every name; null if it is not known. */
    JsonWriter field(String name, Optional<?> value) {
        Object known = value.orElse(null);
        if (known == null) {
            return name(name).raw("null");
        }
        if (known instanceof Duration time) {
            return field(name, time);
        }
        return known instanceof Number number ? field(name, number.longValue()) : field(name, known.toString());
    }

    JsonWriter text(String text) {
        return raw(quoted(text));
    }

    private JsonWriter name(String name) {
        raw(quoted(name));
        out.append(':');
        comma = false;
        return this;
    }

    private JsonWriter raw(String value) {
        if (comma) {
            out.append(',');
        }
        out.append(value);
        comma = true;
        return this;
    }

    private JsonWriter enclose(char begin, Runnable content, char end) {
        raw(Character.toString(begin));
        comma = false;
        content.run();
        out.append(end);
        comma = true;
        return this;
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || c == '<' || c == '>' || c == '&') {
                // The last three do no harm in JSON, but in a page that shows it.
                quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
