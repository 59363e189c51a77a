package dev.dbpool.prometheus.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A dashboard of the classic model. Every part of it knows the place that an error message has to name. */
record Dashboard(String file, JsonNode json) {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** Seen from the module's directory, in which Maven runs the tests. */
    static final Path MODULE = Path.of("").toAbsolutePath();

    private static final Path FOLDER = MODULE.resolve("dashboards");

    record Panel(String place, JsonNode json) {
        String type() {
            return json.path("type").asText();
        }

        /** A row is a headline: it has no data of its own. */
        boolean isRow() {
            return type().equals("row");
        }

        List<Target> targets() {
            return elements(json.path("targets"))
                    .map(target -> new Target(
                            place + ", target " + target.path("refId").asText("?"),
                            target.path("expr").asText(),
                            target))
                    .toList();
        }
    }

    /** A query of a panel, of an annotation or of a variable. */
    record Target(String place, String expression, JsonNode json) {}

    /** The first one, which alerts lead to. */
    static Dashboard shipped() throws IOException {
        return read(FOLDER.resolve("database-pool-dashboard.json"));
    }

    static List<Dashboard> all() throws IOException {
        List<Dashboard> dashboards = new ArrayList<>();
        for (Path file : files()) {
            dashboards.add(read(file));
        }
        return dashboards;
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    static Dashboard read(Path path) throws IOException {
        String name = String.valueOf(path.getFileName());
        try {
            return new Dashboard(name, MAPPER.readTree(Files.readString(path)));
        } catch (JsonProcessingException e) {
            throw new IOException(name + " is not JSON: " + e.getMessage(), e);
        }
    }

    /** The same dashboard with the object at a JSON pointer changed. */
    Dashboard with(String pointer, String field, String value) {
        try {
            JsonNode copy = json.deepCopy();
            ((ObjectNode) copy.at(pointer)).set(field, MAPPER.readTree(value));
            return new Dashboard(file, copy);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value, e);
        }
    }

    List<Panel> panels() {
        List<Panel> panels = new ArrayList<>();
        elements(json.path("panels")).forEach(panel -> {
            panels.add(panel(panel));
            elements(panel.path("panels")).map(this::panel).forEach(panels::add);
        });
        return panels;
    }

    /** The panels that show data. */
    List<Panel> dataPanels() {
        return panels().stream().filter(panel -> !panel.isRow()).toList();
    }

    List<Target> panelTargets() {
        return dataPanels().stream().flatMap(panel -> panel.targets().stream()).toList();
    }

    List<Target> annotations() {
        return elements(json.at("/annotations/list"))
                .filter(annotation -> annotation.has("expr"))
                .map(annotation -> new Target(
                        file + ": annotation '" + annotation.path("name").asText() + "'",
                        annotation.path("expr").asText(),
                        annotation))
                .toList();
    }

    /** Everything that Prometheus is asked when the dashboard is open. */
    List<Target> targets() {
        return Stream.concat(panelTargets().stream(), annotations().stream()).toList();
    }

    List<Target> variables() {
        return elements(json.at("/templating/list"))
                .map(variable -> new Target(
                        file + ": variable '" + variable.path("name").asText() + "'",
                        variable.at("/query/query").asText(),
                        variable))
                .toList();
    }

    /** Every value of a field called {@code url}, wherever it is. */
    List<String> links() {
        return json.findValuesAsText("url").stream()
                .map(url -> url.replace("${runbooks}", runbooks()))
                .toList();
    }

    private String runbooks() {
        return variables().stream()
                .filter(variable -> variable.json().path("name").asText().equals("runbooks"))
                .map(variable -> variable.json().path("query").asText())
                .findFirst()
                .orElse("");
    }

    String uid() {
        return json.path("uid").asText();
    }

    private Panel panel(JsonNode panel) {
        return new Panel(
                file + ": panel " + panel.path("id").asText("without id") + " '"
                        + panel.path("title").asText() + "'",
                panel);
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
