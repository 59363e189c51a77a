package dev.dbpool.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.AcquireTimeoutException;
import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.internal.recording.PoolEvent.AcquireWait;
import dev.dbpool.internal.recording.PoolEvent.ConnectFailed;
import dev.dbpool.internal.recording.PoolEvent.ExhaustionBegan;
import dev.dbpool.internal.recording.PoolEvent.ExhaustionEnded;
import dev.dbpool.internal.recording.PoolEvent.LeakSuspected;
import dev.dbpool.internal.recording.PoolEvent.PhysicalConnect;
import dev.dbpool.testkit.PostgresServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightRecorderTest {
    private static final PostgresServer SERVER = PostgresServer.shared();

    @TempDir
    Path directory;

    private static DbConfig config() {
        return DbConfig.builder("recorded")
                .databaseUrl(SERVER.url())
                .connectTimeout(Duration.ofSeconds(30))
                .maxConnections(1)
                .minConnections(1)
                .poolName("first")
                .build();
    }

    private static void useAndExhaust(DbPool pool) throws Exception {
        try (Connection held = pool.getConnection()) {
            assertThatThrownBy(() -> pool.acquire(Duration.ofMillis(100))).isInstanceOf(AcquireTimeoutException.class);
            assertThat(held.isClosed()).isFalse();
        }
    }

    @Test
    void aRecordingHasTheEventsOfThePool() throws Exception {
        Path file = directory.resolve("pool.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            try (DbPool pool = DbPool.open(config(), new PrometheusRegistry())) {
                useAndExhaust(pool);
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.dbpool."))
                .toList();

        assertThat(events)
                .allSatisfy(event -> assertThat(event.getString("service")).isEqualTo("recorded"))
                .allSatisfy(event -> assertThat(event.getString("pool")).isEqualTo("first"))
                .extracting(event -> event.getEventType().getName())
                .contains("dev.dbpool.PhysicalConnect", "dev.dbpool.ExhaustionBegan", "dev.dbpool.ExhaustionEnded");
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("dev.dbpool.PhysicalConnect"))
                .first()
                .satisfies(connect ->
                        assertThat(connect.getDuration()).isBetween(Duration.ofNanos(1), Duration.ofMinutes(1)));
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("dev.dbpool.AcquireWait"))
                .anySatisfy(wait -> {
                    assertThat(wait.getString("outcome")).isEqualTo("AcquireTimeoutException");
                    assertThat(wait.getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(99));
                });
    }

    @Test
    void failuresAndLeakSuspectsAreRecordedWithTheirFields() throws Exception {
        Path file = directory.resolve("trouble.jfr");
        PoolEvents events = PoolEvents.of("recorded", null);
        try (Recording recording = new Recording()) {
            recording.start();
            events.connectFailed("refused");
            events.leakSuspected(7, "http-1", 120_000_000_000L, "Orders.load(Orders.java:1)");
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> recorded = RecordingFile.readAllEvents(file);

        assertThat(recorded)
                .filteredOn(event -> event.getEventType().getName().equals("dev.dbpool.ConnectFailed"))
                .singleElement()
                .satisfies(event -> assertThat(event.getString("reason")).isEqualTo("refused"));
        assertThat(recorded)
                .filteredOn(event -> event.getEventType().getName().equals("dev.dbpool.LeakSuspected"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getLong("connection")).isEqualTo(7);
                    assertThat(event.getString("thread")).isEqualTo("http-1");
                    assertThat(event.getDuration("held")).isEqualTo(Duration.ofMinutes(2));
                    assertThat(event.getString("callSite")).isEqualTo("Orders.load(Orders.java:1)");
                });
    }

    @Test
    void whatIsShorterThanTheThresholdIsNotRecorded() throws Exception {
        Path file = directory.resolve("short.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("dev.dbpool.AcquireWait").withThreshold(Duration.ofSeconds(5));
            recording.enable("dev.dbpool.PhysicalConnect").withThreshold(Duration.ofMinutes(1));
            recording.start();
            try (DbPool pool = DbPool.open(config(), new PrometheusRegistry())) {
                useAndExhaust(pool);
            }
            recording.stop();
            recording.dump(file);
        }
        assertThat(RecordingFile.readAllEvents(file))
                .extracting(event -> event.getEventType().getName())
                .contains("dev.dbpool.ExhaustionBegan")
                .doesNotContain("dev.dbpool.AcquireWait", "dev.dbpool.PhysicalConnect");
    }

    @Test
    void withoutARecordingNoEventIsMade() {
        PoolEvents events = PoolEvents.of("quiet", null);
        assertThat(events).isInstanceOf(OnceRecorded.class);
        assertThat(events.acquireBegan()).isNull();
        assertThat(events.connectBegan()).isNull();
        events.acquireEnded(null, "connection");
    }

    @Test
    void eventsAndTheirFieldsAreTheDocumentedOnes() throws Exception {
        String document = Files.readString(Path.of("..", "docs", "events.md"), StandardCharsets.UTF_8);
        List<Class<? extends PoolEvent>> events = List.of(
                AcquireWait.class,
                PhysicalConnect.class,
                ConnectFailed.class,
                ExhaustionBegan.class,
                ExhaustionEnded.class,
                LeakSuspected.class);
        for (Class<? extends PoolEvent> event : events) {
            String name = EventType.getEventType(event).getName();
            String row = document.lines()
                    .filter(line -> line.startsWith("| `" + name + "` |"))
                    .findFirst()
                    .orElse("no row for " + name);
            assertThat(row).contains("`" + name + "`");
            Arrays.stream(event.getDeclaredFields())
                    .filter(field -> field.isAnnotationPresent(Label.class)) // those of the JVM have none
                    .forEach(field -> assertThat(row).contains("`" + field.getName() + "`"));
        }
        assertThat(document.lines().filter(line -> line.startsWith("| `dev.dbpool.")))
                .hasSameSizeAs(events);
    }
}
