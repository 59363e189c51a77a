package dev.dbpool.prometheus.dashboards;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the checks need to see in a query. Not a parser: whether it is PromQL at all, promtool decides. */
final class Promql {
    private static final Pattern STRING = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern NAME = Pattern.compile("(?<![\\w:$])[a-zA-Z_:][\\w:]*");
    private static final Pattern OURS = Pattern.compile("db_pool_.*|.*:.*:.*|ALERTS.*");
    private static final Pattern SELECTOR = Pattern.compile("(?<![\\w:$])([a-zA-Z_:][\\w:]*)\\s*(\\{[^}]*})?");
    private static final Pattern RATE =
            Pattern.compile("\\b(?:rate|irate|increase)\\s*\\(\\s*[\\w:]+\\s*(?:\\{[^}]*})?\\s*(\\[[^]]*]|)");
    private static final Pattern COUNTER = Pattern.compile(".*_(total|bucket|count|sum)");
    private static final Pattern RATED = Pattern.compile("(?s).*\\b(?:rate|irate|increase)\\s*\\(\\s*$");

    private Promql() {}

    /** The names of pool metrics, of recorded series and of Prometheus' own series about alerts. */
    static List<String> metrics(String expression) {
        return NAME.matcher(STRING.matcher(expression).replaceAll("\"\""))
                .results()
                .map(MatchResult::group)
                .filter(name -> OURS.matcher(name).matches())
                .toList();
    }

    /** Metrics in an expression, each with its matchers in braces, or with nothing. */
    static List<String> selectors(String expression) {
        return selections(expression).map(MatchResult::group).map(String::trim).toList();
    }

    /** The ranges over which rates and increases are taken, brackets included. */
    static List<String> rateRanges(String expression) {
        return RATE.matcher(expression).results().map(rate -> rate.group(1)).toList();
    }

    /** Counters whose bare value is used: it only grows, and starts anew with the process. */
    static List<String> bareCounters(String expression) {
        return selections(expression)
                .filter(selection -> COUNTER.matcher(selection.group(1)).matches())
                .filter(selection -> !RATED.matcher(expression.substring(0, selection.start()))
                        .matches())
                .map(selection -> selection.group(1))
                .toList();
    }

    /** Names within label values are not metrics: they follow a quote. */
    private static Stream<MatchResult> selections(String expression) {
        return SELECTOR.matcher(expression)
                .results()
                .filter(selection -> OURS.matcher(selection.group(1)).matches())
                .filter(selection -> quotesBefore(expression, selection.start()) % 2 == 0);
    }

    private static long quotesBefore(String expression, int position) {
        return expression.substring(0, position).chars().filter(c -> c == '"').count();
    }

    /** The expression as Grafana sends it when everything is selected and the last hour is shown. */
    static String withVariablesReplaced(String expression) {
        return expression
                .replace("$__rate_interval", "1m")
                .replace("$__range", "1h")
                .replace("$__interval", "15s")
                .replaceAll("\\$(cluster|namespace|job|service|instance)\\b", ".*");
    }
}
