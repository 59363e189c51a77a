package dev.dbpool.prometheus;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The tables of {@code database.cases.md}, as a person wrote them. */
record CaseTable(List<Threshold> thresholds, List<FurtherCase> furtherCases, List<Recorded> recorded) {
    private static final Pattern SPAN = Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");
    private static final int THRESHOLD_CELLS = 8;
    private static final int FURTHER_CELLS = 4;
    private static final int RECORDED_CELLS = 5;
    private static final String UNTIL_THREE = " before 3.0";
    private static final Pattern STEP = Pattern.compile("(?:every (\\w+) ; )?(.+)");
    private static final Pattern REPEATED = Pattern.compile("(\\d+) times \\{([^}]*) }");
    private static final Pattern ROW = Pattern.compile("\\| ?`?(Database|[a-z_]+:|db_pool_).*");

    record Threshold(
            String alert,
            String severity,
            Duration hold,
            String firesOn,
            String silentOn,
            Duration trueAfter,
            Duration clearsAfter,
            String says) {}

    record FurtherCase(String alert, String name, Optional<Duration> step, List<Phase> phases, List<Claim> claims) {}

    record Recorded(
            String series,
            String name,
            Optional<Duration> step,
            List<Phase> phases,
            Duration at,
            List<String> samples) {}

    record Phase(Duration length, String series) {}

    /** What must hold at a time; {@code label}, as {@code name=value}, only if the table names one. */
    record Claim(String state, Duration at, Optional<String> label, boolean untilThree) {}

    static CaseTable read(Path file) {
        List<Threshold> thresholds = new ArrayList<>();
        List<FurtherCase> furtherCases = new ArrayList<>();
        List<Recorded> recorded = new ArrayList<>();
        int line = 0;
        for (String text : MonitoringFiles.read(file).lines().toList()) {
            line++;
            if (!ROW.matcher(text).matches()) {
                continue;
            }
            List<String> cells = Arrays.stream(
                            text.substring(1, text.lastIndexOf('|')).split("\\|", -1))
                    .map(String::strip)
                    .toList();
            try {
                switch (cells.size()) {
                    case THRESHOLD_CELLS -> thresholds.add(threshold(cells));
                    case FURTHER_CELLS -> furtherCases.add(furtherCase(cells));
                    case RECORDED_CELLS -> recorded.add(recorded(cells));
                    default -> throw new IllegalArgumentException(cells.size() + " cells");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(file + ":" + line + ": " + e.getMessage(), e);
            }
        }
        return new CaseTable(thresholds, furtherCases, recorded);
    }

    private static Threshold threshold(List<String> cells) {
        return new Threshold(
                cells.get(0),
                cells.get(1),
                span(cells.get(2)),
                cells.get(3),
                cells.get(4),
                span(cells.get(5)),
                span(cells.get(6)),
                cells.get(7));
    }

    private static FurtherCase furtherCase(List<String> cells) {
        List<Claim> claims = Arrays.stream(cells.get(3).split(","))
                .map(String::strip)
                .map(CaseTable::claim)
                .toList();
        Matcher given = given(cells);
        return new FurtherCase(cells.get(0), cells.get(1), step(given), phases(given.group(2)), claims);
    }

    private static Matcher given(List<String> cells) {
        Matcher given = STEP.matcher(cells.get(2));
        if (!given.matches()) {
            throw new IllegalArgumentException("a scenario is empty");
        }
        return given;
    }

    private static Optional<Duration> step(Matcher given) {
        return Optional.ofNullable(given.group(1)).map(CaseTable::span);
    }

    private static Recorded recorded(List<String> cells) {
        List<String> samples = Arrays.stream(cells.get(4).split(";"))
                .map(String::strip)
                .filter(sample -> !sample.isEmpty())
                .toList();
        Matcher given = given(cells);
        return new Recorded(
                cells.get(0), cells.get(1), step(given), phases(given.group(2)), span(cells.get(3)), samples);
    }

    private static List<Phase> phases(String text) {
        String repeated = REPEATED.matcher(text)
                .replaceAll(found ->
                        String.join(" ; ", Collections.nCopies(Integer.parseInt(found.group(1)), found.group(2))));
        return Arrays.stream(repeated.split(";"))
                .map(String::strip)
                .map(CaseTable::phase)
                .toList();
    }

    private static Phase phase(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("a phase needs its length, like '5m: active=1', but is '" + text + "'");
        }
        return new Phase(
                span(text.substring(0, colon)), text.substring(colon + 1).strip());
    }

    private static Claim claim(String claim) {
        boolean untilThree = claim.endsWith(UNTIL_THREE);
        String text = untilThree ? claim.substring(0, claim.length() - UNTIL_THREE.length()) : claim;
        List<String> words = List.of(text.split(" +"));
        boolean never = words.equals(List.of("never"));
        boolean named =
                words.size() == 4 && words.get(2).equals("for") && words.get(3).contains("=");
        boolean known = words.get(0).equals("fires") || words.get(0).equals("silent");
        if (!never && !(known && (words.size() == 2 || named))) {
            throw new IllegalArgumentException(
                    "expected 'fires TIME', 'fires TIME for LABEL=VALUE', 'silent TIME' or 'never', not '" + text
                            + "'");
        }
        return never
                ? new Claim("never", Duration.ZERO, Optional.empty(), untilThree)
                : new Claim(
                        words.get(0),
                        span(words.get(1)),
                        named ? Optional.of(words.get(3)) : Optional.empty(),
                        untilThree);
    }

    /** Reads a duration as Prometheus writes it, in hours, minutes and seconds. */
    static Duration span(String text) {
        Matcher matcher = SPAN.matcher(text);
        if (text.isEmpty() || !matcher.matches()) {
            throw new IllegalArgumentException("not a duration such as 1h30m or 15s: '" + text + "'");
        }
        return Duration.ofHours(number(matcher.group(1)))
                .plusMinutes(number(matcher.group(2)))
                .plusSeconds(number(matcher.group(3)));
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
