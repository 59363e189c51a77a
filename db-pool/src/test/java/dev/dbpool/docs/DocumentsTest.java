package dev.dbpool.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.ConnectFailure;
import dev.dbpool.metrics.PoolMetric;
import dev.dbpool.testkit.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DocumentsTest {
    private static final Path MAIN = Document.ROOT.resolve("db-pool/src/main/java/dev/dbpool");
    private static final Pattern VARIABLE = Pattern.compile("\\b(DATABASE_URL(_[A-Z_]+)?|DB_[A-Z_]+)\\b");
    private static final Path RULES = Document.ROOT.resolve("prometheus/alerts/database.rules.yml");
    private static final Pattern METRIC = Pattern.compile("\\b([a-z_]+:)?db_pool_[a-z_0-9]+(:[a-z_0-9]+)?");
    private static final Pattern RECORD = Pattern.compile("- record: (\\S+)");
    private static final Pattern PAGE_IN_CODE = Pattern.compile("docs/[A-Za-z0-9_/.-]+\\.md(#[a-z0-9-]+)?");
    private static final Pattern ANCHOR_IN_CODE = Pattern.compile("GUIDE \\+ \"#([a-z-]+)\"");

    private final List<Document> documents = Document.all();

    @Test
    void everyRelativeLinkLeadsSomewhere() {
        List<String> faults = documents.stream()
                .flatMap(document -> document.links().stream()
                        .filter(link -> !link.matches("[a-z]+:.*"))
                        .map(link -> document.path() + " → " + link + ": " + document.fault(link))
                        .filter(fault -> !fault.endsWith(": null")))
                .toList();
        assertThat(documents).hasSizeGreaterThan(15);
        assertThat(faults).isEmpty();
    }

    @Test
    void everyPageThatTheCodeNamesIsThere() {
        List<String> faults = Document.files(".java")
                .filter(file -> file.startsWith(MAIN))
                .flatMap(file -> PAGE_IN_CODE
                        .matcher(Document.text(file))
                        .results()
                        .map(MatchResult::group)
                        .map(page -> file.getFileName() + " → " + page + ": " + root().fault(page)))
                .filter(fault -> !fault.endsWith(": null"))
                .toList();
        assertThat(faults).isEmpty();
    }

    /** Links of messages are meant from the root. */
    private static Document root() {
        return Document.at("README.md");
    }

    @Test
    void everyAnchorOfAnErrorMessageIsInTheTroubleshootingGuide() {
        Set<String> anchors = Stream.concat(
                        ANCHOR_IN_CODE
                                .matcher(Document.text(MAIN.resolve("internal/pool/FailureMessages.java")))
                                .results()
                                .map(match -> match.group(1)),
                        Arrays.stream(ConnectFailure.values())
                                .map(reason -> reason.label().replace('_', '-')))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(anchors).contains("timeouts", "rejected", "closed", "too-many-connections");
        assertThat(Document.at("docs/troubleshooting.md").anchors()).containsAll(anchors);
    }

    @Test
    void everyVariableThatIsNamedIsAKnownKey() {
        Set<String> known = Pattern.compile("\"(" + VARIABLE.pattern() + ")\"")
                .matcher(Document.text(MAIN.resolve("internal/config/ConfigKey.java")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        assertThat(known).hasSizeGreaterThan(10);
        assertThat(named(VARIABLE))
                .allSatisfy(mention -> assertThat(known).contains(mention.substring(mention.indexOf(' ') + 1)));
    }

    @Test
    void everyMetricThatIsNamedIsInTheCatalogueOrRecordedByARule() {
        String known =
                Arrays.stream(PoolMetric.values()).map(PoolMetric::fullName).collect(Collectors.joining("|"));
        Set<String> recorded = RECORD.matcher(Document.text(RULES))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
        assertThat(recorded).contains("db_pool_utilization_percent");
        assertThat(named(METRIC)).hasSizeGreaterThan(10).allMatch(mention -> {
            String name = mention.substring(mention.indexOf(' ') + 1);
            return recorded.contains(name) || name.matches("(" + known + ")(_bucket|_sum|_count|_)?");
        });
    }

    /** Every occurrence, as "document word". */
    private Set<String> named(Pattern word) {
        return documents.stream()
                .flatMap(document ->
                        word.matcher(document.text()).results().map(found -> document.path() + " " + found.group()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void noQueryDividesStatesThatCannotMatch() {
        List<String> wrong = documents.stream()
                .flatMap(document -> document.blocks("promql").stream()
                        .flatMap(block -> Stream.of(block.split("\n\n")))
                        .filter(query -> query.contains("/") && query.contains("state=\"max\""))
                        .filter(query -> !query.contains("/ ignoring(state) "))
                        .map(query -> document.path() + ": " + query))
                .toList();
        assertThat(wrong).isEmpty();
    }

    @Test
    void postgresUnderstandsTheSql() throws SQLException {
        List<String> blocks = documents.stream()
                .flatMap(document -> document.blocks("sql").stream())
                .toList();
        assertThat(blocks).hasSizeGreaterThan(3);
        try (Connection connection = PostgresServer.shared().admin();
                Statement statement = connection.createStatement()) {
            for (String block : blocks) {
                assertThat(statement.execute(block)).as(block).isTrue();
            }
        }
    }

    @Test
    void readmeCanBeReadInOneGo() {
        assertThat(root().text().lines()).hasSizeLessThanOrEqualTo(150);
    }
}
