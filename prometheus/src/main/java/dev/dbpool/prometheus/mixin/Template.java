package dev.dbpool.prometheus.mixin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** A file with placeholders: {@code %{exhausted}}, {@code %{budget*14.4}}. */
record Template(String file, String text) {
    private static final Pattern PLACEHOLDER = Pattern.compile("%\\{([^}\\n]*)(}?)");

    /** A raw series of the pools, with its matchers if it has some. */
    private static final Pattern SERIES = Pattern.compile("(?<![\\w:%])(db_pool_[a-z_]+)(?![\\w:])(\\{)?");

    /**
     * The text with all values in place.
     *
     * @throws BrokenSourceException for a placeholder that has no value, or if what comes out cannot be read
     */
    String filled(Parameters parameters) {
        StringBuilder filled = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(text);
        while (placeholder.find()) {
            String name = placeholder.group(1);
            int line = line(placeholder.start());
            if (placeholder.group(2).isEmpty()) {
                throw new BrokenSourceException(file, line, "the placeholder %{" + name + " is not closed");
            }
            String value = parameters
                    .of(name)
                    .orElseThrow(() -> new BrokenSourceException(file, line, "no parameter is called '" + name + "'"));
            placeholder.appendReplacement(filled, Matcher.quoteReplacement(value));
        }
        placeholder.appendTail(filled);
        return readable(filled.toString());
    }

    /** An expression in which every raw series also meets the matchers. */
    static String selected(String expression, String matchers) {
        return matchers.isEmpty()
                ? expression
                : SERIES.matcher(expression)
                        .replaceAll(found -> Matcher.quoteReplacement(
                                found.group(1) + "{" + matchers + (found.group(2) == null ? "}" : ",")));
    }

    private String readable(String filled) {
        try {
            if (file.endsWith(".json")) {
                new ObjectMapper().readTree(filled);
            } else {
                new Yaml().load(filled);
            }
        } catch (JsonProcessingException e) {
            throw new BrokenSourceException(file, e.getLocation().getLineNr(), e.getOriginalMessage());
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new BrokenSourceException(file, line, String.valueOf(e.getProblem()));
        }
        return filled;
    }

    private int line(int position) {
        return (int) text.substring(0, position).chars().filter(c -> c == '\n').count() + 1;
    }
}
