package dev.dbpool.prometheus.dashboards;

import static dev.dbpool.prometheus.dashboards.Dashboard.elements;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dbpool.prometheus.dashboards.Dashboard.Panel;
import dev.dbpool.prometheus.dashboards.Dashboard.Target;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What a dashboard must keep to. The first rules are those of grafana/dashboard-linter, under its names, written anew
 * because it is a Go program; of its rules, target-promql is done by promtool and those about Loki have no object here.
 * The rest is what this dashboard promises besides.
 */
enum DashboardRule {
    TEMPLATE_DATASOURCE(dashboard -> dashboard.variables().stream()
                    .noneMatch(variable -> is(variable.json(), "name", "datasource")
                            && is(variable.json(), "type", "datasource")
                            && is(variable.json(), "query", "prometheus")
                            && is(variable.json(), "label", "Data source"))
            ? Stream.of(dashboard.file() + ": templating: no variable 'datasource' of type datasource for prometheus")
            : Stream.of()),
    TEMPLATE_CLUSTER(dashboard -> selection(dashboard, "cluster", "Cluster")),
    TEMPLATE_NAMESPACE(dashboard -> selection(dashboard, "namespace", "Namespace")),
    TEMPLATE_JOB(dashboard -> selection(dashboard, "job", "Job")),
    TEMPLATE_SERVICE(dashboard -> selection(dashboard, "service", "Service")),
    TEMPLATE_INSTANCE(dashboard -> selection(dashboard, "instance", "Instance")),
    TEMPLATE_LABEL_PROMQL(dashboard -> dashboard.variables().stream()
            .filter(variable -> is(variable.json(), "type", "query"))
            .filter(variable -> !variable.expression().matches("label_values\\(db_pool_\\w+(\\{.*})?, \\w+\\)"))
            .map(variable ->
                    variable.place() + ": query is not label_values(metric, label): " + variable.expression())),
    TEMPLATE_ON_TIME_CHANGE_RELOAD(dashboard -> dashboard.variables().stream()
            .filter(variable -> is(variable.json(), "type", "query"))
            .filter(variable -> !is(variable.json(), "refresh", "2"))
            .map(variable -> variable.place() + ": refresh is not 2 (when the time range changes)")),
    PANEL_DATASOURCE(dashboard -> Stream.concat(
                    dashboard.dataPanels().stream().map(panel -> new Target(panel.place(), "", panel.json())),
                    dashboard.targets().stream())
            .filter(target -> !is(target.json().path("datasource"), "uid", "${datasource}"))
            .map(target -> target.place() + ": datasource is not ${datasource}")),
    PANEL_TITLE_DESCRIPTION(dashboard -> dashboard.dataPanels().stream()
            .flatMap(panel -> Stream.of("title", "description")
                    .filter(field -> panel.json().path(field).asText().isBlank())
                    .map(field -> panel.place() + ": has no " + field))),
    PANEL_UNITS(dashboard -> dashboard.dataPanels().stream().flatMap(DashboardRule::units)),
    PANEL_NO_TARGETS(dashboard -> dashboard.dataPanels().stream()
            .filter(panel -> panel.targets().isEmpty()
                    || panel.targets().stream().anyMatch(t -> t.expression().isBlank()))
            .map(panel -> panel.place() + ": has no query, or an empty one")),
    TARGET_RATE_INTERVAL(dashboard -> dashboard.targets().stream()
            .flatMap(target -> Promql.rateRanges(target.expression()).stream()
                    .filter(range -> !range.equals("[$__rate_interval]"))
                    .map(range -> target.place() + ": rate over " + range + " instead of [$__rate_interval]"))),
    TARGET_CLUSTER(dashboard -> matchers(dashboard, "cluster")),
    TARGET_NAMESPACE(dashboard -> matchers(dashboard, "namespace")),
    TARGET_JOB(dashboard -> matchers(dashboard, "job")),
    TARGET_SERVICE(dashboard -> matchers(dashboard, "service")),
    TARGET_INSTANCE(dashboard -> matchers(dashboard, "instance")),
    TARGET_COUNTER_AGG(dashboard -> dashboard.targets().stream()
            .flatMap(target -> Promql.bareCounters(target.expression()).stream()
                    .map(counter -> target.place() + ": counter " + counter + " without rate or increase"))),
    UNEDITABLE_DASHBOARD(dashboard -> dashboard.json().path("editable").asBoolean(true)
            ? Stream.of(dashboard.file() + ": editable is not false; changes made in Grafana would be lost")
            : Stream.of()),

    CLASSIC_MODEL(dashboard -> Stream.of(
                    new Expected(
                            "uid", dashboard.file().replace("database-", "db-").replace("-dashboard.json", "")),
                    new Expected("schemaVersion", "42"),
                    new Expected("id", ""))
            .filter(expected ->
                    !dashboard.json().path(expected.field()).asText().equals(expected.value()))
            .map(expected -> dashboard.file() + ": " + expected.field() + " is not '" + expected.value() + "' but '"
                    + dashboard.json().path(expected.field()).asText() + "'")),
    PANEL_IDS(dashboard -> dashboard.panels().stream()
            .filter(panel -> dashboard.panels().stream()
                            .filter(other ->
                                    other.json().path("id").equals(panel.json().path("id")))
                            .count()
                    > 1)
            .map(panel -> panel.place() + ": another panel has the same id")),
    PANEL_GRID(DashboardRule::grid),
    PANEL_THRESHOLDS(dashboard -> dashboard.dataPanels().stream().flatMap(DashboardRule::thresholds)),
    PANEL_RUNBOOK(dashboard -> dashboard.dataPanels().stream()
            .flatMap(panel -> elements(panel.json().path("links"))
                    .filter(link -> !link.path("url").asText().startsWith("${runbooks}/"))
                    .map(link -> panel.place() + ": link outside ${runbooks}: " + link.path("url")))),
    /** Without a step of its own a panel is empty where services are scraped less often than the data source says. */
    TARGET_INTERVAL(dashboard -> dashboard.panelTargets().stream()
            .filter(target -> !target.json().path("interval").asText().matches("\\d+[sm]"))
            .map(target -> target.place() + ": has no interval")),
    TARGET_IDS(dashboard -> dashboard.dataPanels().stream()
            .filter(panel -> panel.targets().stream()
                            .map(target -> target.json().path("refId").asText())
                            .distinct()
                            .count()
                    < panel.targets().size())
            .map(panel -> panel.place() + ": two targets have the same refId")),
    TARGET_LEGEND(dashboard -> dashboard.panelTargets().stream()
            .filter(target -> !is(target.json(), "format", "table"))
            .filter(target -> target.json().path("legendFormat").asText().isBlank())
            .map(target -> target.place() + ": has no legend")),
    QUANTILE_KEEPS_LE(dashboard -> dashboard.targets().stream()
            .filter(target -> target.expression().contains("_bucket"))
            .filter(target -> !Pattern.compile("by \\((?:[^)]*, )?le\\)")
                    .matcher(target.expression())
                    .find())
            .map(target -> target.place() + ": sums buckets without le")),
    DIVISION_MATCHES(dashboard -> dashboard.targets().stream()
            .filter(target -> target.expression().matches("(?s).*state=\"[^}]*}\\s*/\\s*(?!ignoring).*"))
            .map(target -> target.place() + ": divides by another state without ignoring(state), which is empty"));

    private static final Set<String> UNITS = Set.of(
            "short", "locale", "percentunit", "s", "cps", "string", "dateTimeFromNow", "percent", "ops", "reqps");
    private static final int COLUMNS = 24;

    private record Expected(String field, String value) {}

    private final Function<Dashboard, Stream<String>> check;

    DashboardRule(Function<Dashboard, Stream<String>> check) {
        this.check = check;
    }

    /** What is wrong: file, place, reason. Empty if nothing is. */
    List<String> problems(Dashboard dashboard) {
        return check.apply(dashboard).map(problem -> this + ": " + problem).toList();
    }

    private static boolean is(JsonNode json, String field, String value) {
        return json.path(field).asText().equals(value);
    }

    private static Stream<String> selection(Dashboard dashboard, String name, String label) {
        List<Target> found = dashboard.variables().stream()
                .filter(variable -> is(variable.json(), "name", name))
                .toList();
        if (found.size() != 1) {
            return Stream.of(dashboard.file() + ": templating: " + found.size() + " variables '" + name + "', not 1");
        }
        Target variable = found.get(0);
        boolean one = name.equals("service") && dashboard.uid().equals("db-pool-service");
        return Stream.of(
                        new Expected("type", "query"),
                        new Expected("label", label),
                        new Expected("multi", String.valueOf(!one)),
                        new Expected("includeAll", String.valueOf(!one)),
                        new Expected("allValue", one ? "" : ".*"))
                .filter(expected -> !is(variable.json(), expected.field(), expected.value()))
                .map(expected -> variable.place() + ": " + expected.field() + " is not " + expected.value());
    }

    private static Stream<String> matchers(Dashboard dashboard, String label) {
        String matcher = label + "=~\"$" + label + "\"";
        return dashboard.targets().stream()
                .flatMap(target -> Promql.selectors(target.expression()).stream()
                        .filter(selector -> !selector.contains(matcher))
                        .map(selector -> target.place() + ": " + selector + " has no " + matcher));
    }

    private static Stream<String> units(Panel panel) {
        Stream<String> overridden = elements(panel.json().at("/fieldConfig/overrides"))
                .flatMap(override -> elements(override.path("properties")))
                .filter(property -> is(property, "id", "unit"))
                .map(property -> property.path("value").asText());
        return Stream.concat(
                        Stream.of(panel.json().at("/fieldConfig/defaults/unit").asText()), overridden)
                .filter(unit -> !UNITS.contains(unit))
                .map(unit -> panel.place() + ": unit '" + unit + "' is none of " + UNITS);
    }

    private static Stream<String> thresholds(Panel panel) {
        JsonNode steps = panel.json().at("/fieldConfig/defaults/thresholds/steps");
        if (steps.isEmpty() || !steps.path(0).path("value").isNull()) {
            return Stream.of(panel.place() + ": has no thresholds that begin with a base colour");
        }
        return IntStream.range(2, steps.size())
                .filter(i -> steps.get(i).path("value").asDouble()
                        <= steps.get(i - 1).path("value").asDouble())
                .mapToObj(i -> panel.place() + ": threshold " + i + " does not exceed the one before");
    }

    private static Stream<String> grid(Dashboard dashboard) {
        List<Panel> panels = dashboard.panels();
        return panels.stream().flatMap(panel -> {
            JsonNode position = panel.json().path("gridPos");
            int right = position.path("x").asInt(COLUMNS) + position.path("w").asInt();
            Stream<String> outside = right > COLUMNS
                            || position.path("w").asInt() < 1
                            || position.path("h").asInt() < 1
                    ? Stream.of(panel.place() + ": does not fit the " + COLUMNS + " columns: " + position)
                    : Stream.of();
            return Stream.concat(
                    outside,
                    panels.stream()
                            .filter(other -> other != panel
                                    && overlap(position, other.json().path("gridPos")))
                            .map(other -> panel.place() + ": overlaps " + other.place()));
        });
    }

    private static boolean overlap(JsonNode a, JsonNode b) {
        return overlap(a, b, "x", "w") && overlap(a, b, "y", "h");
    }

    private static boolean overlap(JsonNode a, JsonNode b, String from, String length) {
        int startOfA = a.path(from).asInt();
        int startOfB = b.path(from).asInt();
        return startOfA < startOfB + b.path(length).asInt()
                && startOfB < startOfA + a.path(length).asInt();
    }
}
