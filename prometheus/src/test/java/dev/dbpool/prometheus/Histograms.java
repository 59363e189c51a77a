package dev.dbpool.prometheus;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** The form in which Prometheus has a histogram of the pools. */
enum Histograms {
    /** Series of buckets, sum and count, as the pools expose them. */
    CLASSIC,
    /** Converted at the scrape by {@code convert_classic_histograms_to_nhcb}: one native series, with the same bounds. */
    CONVERTED;

    private static final Pattern PART = Pattern.compile("(\\w+)_(bucket|count|sum)\\{(.*)}");
    private static final Pattern BOUND = Pattern.compile(",?le=\"([^\"]*)\"");
    private static final Pattern STEPS = Pattern.compile("(\\S+?)\\+(\\S+)x(\\d+)");

    /** Series in promtool's notation, in this form: one word for each phase, some of several. */
    Map<String, String> of(Map<String, String> classic) {
        if (this == CLASSIC) {
            return classic;
        }
        Map<String, String> converted = new LinkedHashMap<>();
        Map<String, Map<String, String[]>> parts = new LinkedHashMap<>();
        classic.forEach((series, values) -> {
            Matcher part = PART.matcher(series);
            if (!part.matches()) {
                converted.put(series, values);
                return;
            }
            Matcher bound = BOUND.matcher(part.group(3));
            String key = bound.find() ? bound.group(1) : part.group(2);
            String id = part.group(1) + "{"
                    + BOUND.matcher(part.group(3)).replaceAll("").replaceFirst("^,", "") + "}";
            parts.computeIfAbsent(id, name -> new TreeMap<>()).put(key, values.split(" "));
        });
        parts.forEach((id, values) -> converted.put(id, joined(values)));
        return converted;
    }

    private static String joined(Map<String, String[]> parts) {
        String[] count = parts.getOrDefault("count", new String[0]);
        String[] words = new String[count.length];
        for (int i = 0; i < count.length; i++) {
            int word = i;
            Matcher steps = STEPS.matcher(count[i]);
            words[i] = steps.matches()
                    ? histogram(parts, word, 1) + "+" + histogram(parts, word, 2) + "x" + steps.group(3)
                    : count[i];
        }
        return String.join(" ", words);
    }

    /** @param group 1 for the first sample of that word, 2 for the increment */
    private static String histogram(Map<String, String[]> parts, int word, int group) {
        double[] bounds = parts.keySet().stream()
                .filter(key -> key.matches("[0-9.]+"))
                .mapToDouble(Double::parseDouble)
                .sorted()
                .toArray();
        double[] cumulative = DoubleStream.concat(Arrays.stream(bounds), DoubleStream.of(Double.POSITIVE_INFINITY))
                .map(bound -> value(parts, name(bound), word, group))
                .toArray();
        StringBuilder buckets = new StringBuilder();
        for (int i = 0; i < cumulative.length; i++) {
            double own = i == 0 ? cumulative[0] : Math.max(0, cumulative[i] - cumulative[i - 1]);
            buckets.append(i == 0 ? "" : " ").append(plain(own));
        }
        return "{{schema:-53 sum:" + plain(value(parts, "sum", word, group)) + " count:"
                + plain(cumulative[cumulative.length - 1]) + " custom_values:["
                + Arrays.stream(bounds).mapToObj(Histograms::plain).collect(joining(" ")) + "] buckets:[" + buckets
                + "]}}";
    }

    private static double value(Map<String, String[]> parts, String key, int word, int group) {
        String[] words = parts.get(key);
        Matcher steps = STEPS.matcher(words == null || word >= words.length ? "" : words[word]);
        return steps.matches() ? Double.parseDouble(steps.group(group)) : 0;
    }

    private static String name(double bound) {
        return Double.isInfinite(bound)
                ? "+Inf"
                : BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).toPlainString();
    }
}
