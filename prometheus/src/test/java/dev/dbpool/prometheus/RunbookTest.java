package dev.dbpool.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.dbpool.report.Verdict;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who follows a runbook at night types what it says: so every query in it must run, and every link must lead. */
class RunbookTest {
    private static final List<String> SECTIONS =
            List.of("What it means", "What users feel", "Confirm", "Likely causes", "Do now", "Do later", "Silence");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");
    private static final Pattern RECORDED = Pattern.compile("\\w+:\\w+:\\w+");

    @TestFactory
    Stream<DynamicTest> hasEverySectionAndNoDeadLink() throws IOException {
        return texts().entrySet().stream()
                .map(entry -> dynamicTest(entry.getKey().getFileName() + "", () -> {
                    String text = entry.getValue();
                    String alert = entry.getKey().getFileName().toString().replace(".md", "");
                    assertThat(text).startsWith("# " + alert + "\n").containsPattern("alertname=~?'?\\S*" + alert);
                    assertThat(Pattern.compile("(?m)^## (.*)$")
                                    .matcher(text)
                                    .results()
                                    .map(section -> section.group(1)))
                            .containsExactlyElementsOf(
                                    text.contains("**First the verdict**") ? sectionsFrom("Decide") : SECTIONS);
                    assertThat(LINK.matcher(text).results().map(link -> link.group(1)))
                            .allSatisfy(link -> assertThat(entry.getKey().resolveSibling(link))
                                    .isRegularFile());
                }));
    }

    @TestFactory
    Stream<DynamicTest> saysHowLongAndHowLoudAsTheRuleDoes() throws IOException {
        Map<Path, String> texts = texts();
        return RuleFile.read(MonitoringFiles.RULES).alerts().stream()
                .map(rule ->
                        dynamicTest(rule.name() + " " + rule.texts("labels").get("severity"), () -> {
                            String text = texts.getOrDefault(MonitoringFiles.runbookOf(rule), "");
                            String hold = rule.text("for").isEmpty()
                                    ? "0 minute"
                                    : rule.text("for")
                                            .replaceFirst("m$", " minute")
                                            .replaceFirst("s$", " second");
                            assertThat(text)
                                    .contains(
                                            "Severity **" + rule.texts("labels").get("severity") + "**");
                            assertThat(text.replaceAll("\\s+", " ")).as("for").contains(hold);
                        }));
    }

    @TestFactory
    Stream<DynamicTest> startsFromTheVerdictIfTheAlertNamesOne() throws IOException {
        Map<Path, String> texts = texts();
        return RuleFile.read(MonitoringFiles.RULES).alerts().stream()
                .map(rule -> dynamicTest(rule.name(), () -> {
                    String text = texts.getOrDefault(MonitoringFiles.runbookOf(rule), "");
                    assertThat(text.contains("## Confirm\n\n**First the verdict**"))
                            .isEqualTo(rule.texts("annotations").containsKey("verdict"));
                }));
    }

    @Test
    void thePageOfAFullPoolHasAWordOnEveryVerdict() {
        String page = MonitoringFiles.read(MonitoringFiles.RUNBOOKS.resolve("DatabaseConnectionPoolExhausted.md"));

        assertThat(Verdict.values())
                .allSatisfy(verdict -> assertThat(page)
                        .contains("[" + verdict.label() + "](../"
                                + verdict.anchor().replace("docs/", "") + ")"));
    }

    @Test
    void everyPromqlParsesAndUsesRecordedSeriesThatExist() throws IOException {
        Tool.PROMTOOL.assumeInstalled();
        List<String> recorded = RuleFile.read(MonitoringFiles.RULES).rules().stream()
                .map(RuleFile.Rule::name)
                .toList();
        StringBuilder rules = new StringBuilder("groups:\n  - name: runbooks\n    rules:\n");
        Map<String, String> queries = new LinkedHashMap<>();
        texts().forEach((file, text) -> queries(text).forEach(query -> {
            String name = "q" + queries.size();
            queries.put(name, file.getFileName() + ": " + query);
            rules.append("      - record: ").append(name).append("\n        expr: |\n          ");
            rules.append(query.replace("\n", "\n          ")).append('\n');
            assertThat(RECORDED.matcher(query).results().map(MatchResult::group))
                    .as("%s", file)
                    .isSubsetOf(recorded);
        }));
        Path file = MonitoringFiles.write(MonitoringFiles.generated("promtool/runbooks.rules.yml"), rules.toString());

        Tool.Outcome outcome = Tool.PROMTOOL.run("check", "rules", file.toString());

        assertThat(outcome.exitCode()).as("%s%n%s", outcome.output(), queries).isZero();
        assertThat(queries).hasSizeGreaterThan(3 * SECTIONS.size());
    }

    @Test
    void everySqlRunsOnPostgres() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start();
                Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (Map.Entry<Path, String> entry : texts().entrySet()) {
                List<String> queries = blocks(entry.getValue(), "sql");
                assertThat(queries).as("%s", entry.getKey()).isNotEmpty();
                for (String sql : queries) {
                    assertThat(statement.execute(sql))
                            .as(entry.getKey() + ": " + sql)
                            .isTrue();
                }
            }
        }
    }

    private static List<String> sectionsFrom(String first) {
        return Stream.concat(Stream.of(first), SECTIONS.stream()).toList();
    }

    /** An empty line stands between two queries of one block. */
    private static Stream<String> queries(String text) {
        return blocks(text, "promql").stream().flatMap(block -> Stream.of(block.split("\n\n")));
    }

    private static List<String> blocks(String text, String language) {
        return Pattern.compile("(?s)```" + language + "\n(.*?)\n```")
                .matcher(text)
                .results()
                .map(block -> block.group(1))
                .toList();
    }

    private static Map<Path, String> texts() throws IOException {
        Map<Path, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(MonitoringFiles.RUNBOOKS)) {
            files.forEach(file -> texts.put(file, MonitoringFiles.read(file)));
        }
        return texts;
    }
}
