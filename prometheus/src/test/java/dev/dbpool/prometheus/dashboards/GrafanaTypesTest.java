package dev.dbpool.prometheus.dashboards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The dashboard is valid by the types that Grafana publishes on npm for dashboards and for the options of panels. They
 * are fetched into target/ and made into JSON schemas; without npm or its registry the tests are skipped and say so.
 */
@Tag("all")
class GrafanaTypesTest {
    private static final Path DIRECTORY = Dashboard.MODULE.resolve("target/grafana-types");
    private static final Path VALIDATOR = Dashboard.MODULE.resolve("src/test/resources/grafana/validate.cjs");
    private static final String TYPES = "node_modules/@grafana/schema/dist/types/raw/";
    private static final List<String> PACKAGES =
            List.of("@grafana/schema@13.2.2", "ts-json-schema-generator@2.4.0", "ajv@8.20.0");

    @BeforeAll
    static void makeSchemas() throws Exception {
        skipUnless(
                Stream.of("node", "npm", "npx").allMatch(GrafanaTypesTest::isInstalled),
                "Node.js is not installed; apt-get install -y nodejs npm");
        Files.createDirectories(DIRECTORY);
        Files.writeString(DIRECTORY.resolve("package.json"), "{\"private\": true}");
        Stream<String> install = Stream.of("npm", "install", "--ignore-scripts", "--legacy-peer-deps", "--no-audit");
        String said = run(Stream.concat(install, PACKAGES.stream()).toArray(String[]::new));
        skipUnless(
                Files.isDirectory(DIRECTORY.resolve(TYPES)) && isUsable("ts-json-schema-generator") && isUsable("ajv"),
                "npm could not fetch " + PACKAGES + ": " + said);
        for (Map.Entry<String, String> schema : schemas().entrySet()) {
            String[] source = schema.getValue().split("#", -1);
            String made = run(
                    "npx",
                    "--no-install",
                    "ts-json-schema-generator",
                    "--path",
                    TYPES + source[0],
                    "--type",
                    source[1],
                    "--no-type-check",
                    "--out",
                    schema.getKey());
            assertThat(DIRECTORY.resolve(schema.getKey())).as(made).isNotEmptyFile();
        }
    }

    /** Files to make, each from a file and the name of a type in it. */
    private static Map<String, String> schemas() {
        Map<String, String> schemas =
                new LinkedHashMap<>(Map.of("Dashboard.json", "dashboard/x/types.gen.d.ts#Dashboard"));
        for (String panel : List.of("stat", "table", "timeseries", "heatmap")) {
            for (String type : List.of("Options", "FieldConfig")) {
                schemas.put(panel + "." + type + ".json", "composable/" + panel + "/panelcfg/x/types.gen.d.ts#" + type);
            }
        }
        return schemas;
    }

    @ParameterizedTest
    @MethodSource("dev.dbpool.prometheus.dashboards.Dashboard#files")
    void accept(Path dashboard) throws Exception {
        assertThat(run("node", VALIDATOR.toString(), DIRECTORY.toString(), dashboard.toString()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'' | graphTooltip | \"shared\"",
                "/templating/list/0 | type | \"datasources\"",
                "/panels/0 | gridPos | 7",
                "/panels/0/options | colorMode | \"loud\"",
                "/panels/10/fieldConfig/defaults/custom | lineWidth | \"thick\"",
            })
    void refuseABreakage(String pointer, String field, String value) throws Exception {
        Dashboard broken = Dashboard.shipped().with(pointer.replace("'", ""), field, value);
        Path file = Files.writeString(
                DIRECTORY.resolve("broken.json"), broken.json().toString());

        assertThat(run("node", VALIDATOR.toString(), DIRECTORY.toString(), file.toString()))
                .contains("broken.json", field);
    }

    private static boolean isUsable(String npmPackage) {
        return Files.isRegularFile(
                DIRECTORY.resolve("node_modules").resolve(npmPackage).resolve("package.json"));
    }

    private static boolean isInstalled(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static void skipUnless(boolean possible, String reason) {
        if (!possible) {
            System.err.println("SKIPPED: the dashboard was not checked against Grafana's types: " + reason);
        }
        assumeTrue(possible, () -> "the dashboard was not checked against Grafana's types: " + reason);
    }

    /** What the program said, warnings of npm about its own settings left out. */
    private static String run(String... command) throws IOException, InterruptedException {
        Path output = DIRECTORY.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(DIRECTORY.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(180, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return String.join(" ", command) + " did not end within 180 s";
        }
        return Files.readString(output).replaceAll("(?m)^npm warn .*\\R", "").trim();
    }
}
