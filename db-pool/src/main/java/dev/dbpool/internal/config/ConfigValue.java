package dev.dbpool.internal.config;

import dev.dbpool.AdmissionPolicy;
import dev.dbpool.Isolation;
import dev.dbpool.TestBeforeAcquire;
import dev.dbpool.internal.text.OneLine;
import dev.dbpool.internal.url.EditDistance;
import dev.dbpool.internal.url.Password;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What values a key can have: how the environment spells them, which are allowed, and how to say so.
 *
 * @param range the allowed values, for people
 * @param unit what stands behind a number, with a space in front, or nothing
 */
public record ConfigValue(
        String range,
        String unit,
        Class<?> type,
        Function<String, Optional<? extends Object>> parser,
        Predicate<Object> allowed) {
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?|\\.[0-9]{1,9}");
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,48}");
    private static final Pattern ROLE = Pattern.compile("[^\\p{Cntrl}]{1,1000}");
    private static final Pattern ONE_LINE = Pattern.compile("[^\\x00\\r\\n]*");
    private static final Pattern PACKAGES = Pattern.compile("[\\w.$]{1,200}( *, *[\\w.$]{1,200}){0,99}");
    private static final Pattern MISPLACED_URL =
            Pattern.compile(" *[a-zA-Z][a-zA-Z0-9+.-]+:.*|.*:.*@.*", Pattern.DOTALL);
    private static final Pattern HARMLESS = Pattern.compile("[\\p{Alnum}_.,+ -]{0,32}");
    private static final Pattern MISTYPED_NUMBER =
            Pattern.compile("(?i)[-+]?[0-9.,]{1,9} ?(ms|s|secs?|seconds?|m|min|minutes?|h|hours?)?");
    private static final List<String> WORDS = List.of("yes", "no", "on", "off", "1", "0", "none", "never", "many");

    /** In place of a unit: the value is an object that says nothing to people. */
    static final String CODE = " (code)";

    static ConfigValue wholeNumber(int least, int most, String range) {
        return new ConfigValue(
                range,
                "",
                Integer.class,
                text -> text.matches("-?[0-9]{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty(),
                value -> (Integer) value >= least && (Integer) value <= most);
    }

    static ConfigValue wholeNumber(int least, int most) {
        return wholeNumber(least, most, String.format(Locale.ROOT, "%,d–%,d", least, most));
    }

    static ConfigValue seconds(String least, String most) {
        return seconds(
                least + "–" + most + " s",
                value -> value.compareTo(secondsOf(least)) >= 0 && value.compareTo(secondsOf(most)) <= 0);
    }

    static ConfigValue secondsAtLeast(String least) {
        return seconds("≥ " + least + " s", value -> value.compareTo(secondsOf(least)) >= 0);
    }

    static ConfigValue zeroOrSecondsAtLeast(String least) {
        return seconds(
                "0 (never) or ≥ " + least + " s", value -> value.isZero() || value.compareTo(secondsOf(least)) >= 0);
    }

    private static ConfigValue seconds(String range, Predicate<Duration> allowed) {
        Duration longest = Duration.ofSeconds(2_147_483); // what the driver's timeouts can hold, 24 days
        return new ConfigValue(
                range,
                " s",
                Duration.class,
                text -> SECONDS.matcher(text).matches() ? Optional.of(secondsOf(text)) : Optional.empty(),
                value -> allowed.test((Duration) value) && ((Duration) value).compareTo(longest) <= 0);
    }

    static ConfigValue flag() {
        return new ConfigValue(
                "true, false",
                "",
                Boolean.class,
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> Optional.of(true);
                    case "false" -> Optional.of(false);
                    default -> Optional.empty();
                },
                value -> true);
    }

    static ConfigValue testBeforeAcquire() {
        return new ConfigValue(
                "idle (also `false`), always (also `true`)",
                "",
                TestBeforeAcquire.class,
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "idle", "false" -> Optional.of(TestBeforeAcquire.IDLE);
                    case "always", "true" -> Optional.of(TestBeforeAcquire.ALWAYS);
                    default -> Optional.empty();
                },
                value -> true);
    }

    static ConfigValue admission() {
        return new ConfigValue(
                "fifo, adaptive",
                "",
                AdmissionPolicy.class,
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "fifo" -> Optional.of(AdmissionPolicy.FIFO);
                    case "adaptive" -> Optional.of(AdmissionPolicy.ADAPTIVE);
                    default -> Optional.empty();
                },
                value -> true);
    }

    static ConfigValue isolation() {
        return new ConfigValue(
                "read committed, repeatable read, serializable",
                "",
                Isolation.class,
                text -> Stream.of(Isolation.values())
                        .filter(level -> level.name()
                                .equalsIgnoreCase(text.replace(' ', '_').replace('-', '_')))
                        .findFirst(),
                value -> true);
    }

    static ConfigValue name() {
        return new ConfigValue(
                "1–48 of letters, digits, `_`, `.`, `-`",
                "",
                String.class,
                Optional::of,
                value -> NAME.matcher((String) value).matches());
    }

    static ConfigValue roleName() {
        return new ConfigValue(
                "without control characters",
                "",
                String.class,
                Optional::of,
                value -> ROLE.matcher((String) value).matches());
    }

    static ConfigValue password() {
        return new ConfigValue(
                "one line",
                "",
                String.class,
                text -> Optional.of(Password.withoutLineEnd(text)),
                value -> ONE_LINE.matcher((String) value).matches());
    }

    static ConfigValue packages() {
        return new ConfigValue(
                "names of packages or classes",
                "",
                String.class,
                Optional::of,
                value -> PACKAGES.matcher((String) value).matches());
    }

    static ConfigValue path(String range) {
        return new ConfigValue(
                range,
                "",
                Path.class,
                ConfigValue::pathOf,
                value -> !MISPLACED_URL.matcher(value.toString()).matches());
    }

    /** Something that only code can set. */
    static ConfigValue code(String range) {
        return new ConfigValue(range, CODE, Object.class, text -> Optional.empty(), value -> true);
    }

    static ConfigValue driverClasses() {
        List<String> parameters = List.of(
                "socketFactory",
                "sslfactory",
                "sslhostnameverifier",
                "sslpasswordcallback",
                "authenticationPluginClassName",
                "xmlFactoryFactory");
        return new ConfigValue(
                "`" + String.join("`, `", parameters) + "`",
                CODE,
                Object.class,
                text -> Optional.empty(),
                value -> parameters.containsAll(((Map<?, ?>) value).keySet()));
    }

    static ConfigValue text(String range) {
        return new ConfigValue(range, "", String.class, Optional::of, value -> true);
    }

    private static Optional<Path> pathOf(String text) {
        try {
            return Optional.of(Path.of(text));
        } catch (InvalidPathException invalid) {
            return Optional.empty();
        }
    }

    private static Duration secondsOf(String text) {
        return Duration.ofNanos(new BigDecimal(text).movePointRight(9).longValueExact());
    }

    /** The value as it would be spelt, unless it looks as if a secret had been put into the wrong place. */
    public static String shown(Object value) {
        String text = value instanceof Duration duration
                ? BigDecimal.valueOf(duration.getSeconds())
                                .add(BigDecimal.valueOf(duration.getNano(), 9))
                                .stripTrailingZeros()
                                .toPlainString()
                        + " s"
                : value.toString();
        return HARMLESS.matcher(text).matches() ? text : "(" + text.length() + " characters, not shown)";
    }

    /**
     * What somebody wrote by mistake, if it is no secret for sure: a number, perhaps with a unit, or a word close to one
     * that is allowed. A password may have been put into the wrong variable.
     */
    String shownIfWrong(Object wrong) {
        if (!(wrong instanceof String text)) {
            return shown(wrong);
        }
        boolean number = type == Integer.class || type == Duration.class;
        boolean harmless = number
                ? MISTYPED_NUMBER.matcher(text).matches()
                : type != String.class && type != Path.class && likeAWord(text);
        return harmless ? text : "(" + text.length() + " characters, not shown)";
    }

    private boolean likeAWord(String text) {
        return WORDS.contains(text.toLowerCase(Locale.ROOT))
                || Stream.of(range.split("[^a-z]+", -1))
                        .anyMatch(
                                word -> word.length() > 2 && EditDistance.between(word, text) <= 1 + word.length() / 4);
    }

    /** A path as it is if it leads into a folder that exists; else it may be something else in the wrong variable. */
    static String shownPath(Path path) {
        Path folder = path.getParent();
        return folder != null && Files.isDirectory(folder)
                ? OneLine.of(path.toString(), OneLine.FRAME)
                : "(" + path.toString().length() + " characters, not shown)";
    }
}
