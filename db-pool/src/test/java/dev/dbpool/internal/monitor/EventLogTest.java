package dev.dbpool.internal.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.monitor.Leaks.Suspect;
import dev.dbpool.report.Activity;
import dev.dbpool.report.Finding;
import dev.dbpool.report.Holder;
import dev.dbpool.report.PoolSample;
import dev.dbpool.report.Report;
import dev.dbpool.report.ServerView;
import dev.dbpool.report.Verdict;
import dev.dbpool.report.Waiting;
import dev.dbpool.testkit.Logs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The records of the log are those that docs/events.md lists, with its levels and key-values. */
class EventLogTest {
    private static final Pattern KEY = Pattern.compile("(\\w+)=\"");

    private final EventLog log = new EventLog("logged", Optional.of("first"));

    private static Suspect suspect() {
        return new Suspect(
                new Holder(7, 4_711, "http-1", 40, Duration.ofMinutes(2), 3, Optional.of("Orders.load(Orders.java:1)")),
                new Activity(Activity.Kind.GONE, Optional.empty(), List.of(), Optional.empty()),
                Optional.empty());
    }

    private static Report report() {
        PoolSample sample =
                new PoolSample(Instant.EPOCH, Duration.ZERO, 1, 0, 1, 1, Duration.ZERO, 1, 1, 0, 0, Duration.ZERO);
        return new Report(
                "logged",
                Optional.of("first"),
                Instant.EPOCH,
                List.of(new Finding(Verdict.LEAK, 1, "it is so", List.of(), "do this")),
                sample,
                List.of(),
                Waiting.nobody(),
                ServerView.notAsked("a test"),
                Optional.empty(),
                "",
                List.of());
    }

    @Test
    void recordsAreTheDocumentedOnes() throws Exception {
        try (Logs logs = Logs.capture()) {
            log.episodeBegan(report(), 3);
            log.episodeEnded(new Episode(Duration.ofSeconds(12), 40, Set.of(Verdict.LEAK), false));
            log.leakSuspected(suspect());
            log.leakRecovered(suspect().holder());
            log.leakReclaimed(suspect());

            assertThat(logs.of("dev.dbpool.DbPool").stream()
                            .filter(line -> !line.level().equals("DEBUG"))
                            .map(EventLogTest::row))
                    .hasSize(5)
                    .allSatisfy(row -> assertThat(document()).contains(row));
        }
    }

    private static String row(Logs.Line line) {
        List<String> keys = KEY.matcher(line.text())
                .results()
                .map(match -> match.group(1))
                .filter(key -> !Set.of("event", "service", "pool").contains(key))
                .map(key -> "`" + key + "`")
                .toList();
        String event = line.text().replaceFirst("(?s).*event=\"(\\w+)\".*", "$1");
        return "| `" + event + "` | " + line.level() + " | " + String.join(", ", keys) + " |";
    }

    private static String document() throws Exception {
        return Files.readString(Path.of("..", "docs", "events.md"), StandardCharsets.UTF_8);
    }
}
