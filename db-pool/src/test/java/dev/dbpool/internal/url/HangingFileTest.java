package dev.dbpool.internal.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A file on a file system that hangs, as a mount over the network does whose server is gone. */
class HangingFileTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final long SLACK_MILLIS = 500;

    private final RecordingLog log = new RecordingLog();
    private final AtomicReference<String> content = new AtomicReference<>("postgres://u:first@h/db");
    private final AtomicReference<CountDownLatch> hanging = new AtomicReference<>(new CountDownLatch(0));
    private final AtomicInteger reads = new AtomicInteger();

    private WatchedFile<DatabaseUrl> open() {
        return new WatchedFile<>(Path.of("/mnt/secret"), DatabaseUrl::parse, LIMIT, this::read, log.logger());
    }

    private String read(Path path) {
        reads.incrementAndGet();
        try {
            hanging.get().await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
        return content.get();
    }

    @AfterEach
    void nothingIsLeftOnceTheFileSystemAnswers() {
        hanging.get().countDown();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("db-pool-secret-file")));
    }

    private static long millisOf(Runnable action) {
        long began = System.nanoTime();
        action.run();
        return (System.nanoTime() - began) / 1_000_000;
    }

    @Test
    void oneLookWaitsForItsLimitAndTheNextHardly() {
        WatchedFile<DatabaseUrl> file = open();
        hanging.set(new CountDownLatch(1));
        content.set("postgres://u:second@h/db");
        assertThat(millisOf(() -> file.refresh(LIMIT))).isBetween(LIMIT.toMillis(), LIMIT.toMillis() + SLACK_MILLIS);
        assertThat(file.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("/mnt/secret", "its file system hangs"));
        for (int i = 0; i < 20; i++) {
            assertThat(millisOf(() -> file.refresh(LIMIT))).isLessThan(100 + SLACK_MILLIS);
            assertThat(file.current().password()).contains("first");
        }
        assertThat(reads).as("reads that hang, and the first").hasValueLessThanOrEqualTo(1 + 3);
        assertThat(log.lines()).filteredOn(line -> line.contains("hangs")).isNotEmpty();

        hanging.get().countDown();
        await().until(() -> file.current().password().orElseThrow().equals("second"));
        assertThat(file.trouble()).isEmpty();
        assertThat(file.version()).isEqualTo(2);
    }

    @Test
    void anotherFileInItsPlaceIsReadAlthoughTheOldReadHangs() {
        WatchedFile<DatabaseUrl> file = open();
        CountDownLatch old = new CountDownLatch(1);
        hanging.set(old);
        file.refresh(LIMIT);
        hanging.set(new CountDownLatch(0));
        content.set("postgres://u:second@h/db");
        file.refresh(LIMIT);
        assertThat(file.current().password()).contains("second");
        assertThat(file.trouble()).isEmpty();

        content.set("postgres://u:of-the-old-read@h/db");
        old.countDown();
        nothingIsLeftOnceTheFileSystemAnswers();
        assertThat(file.current().password()).contains("second");
    }

    @Test
    void aCallerThatWaitsOnlyAMomentStillGetsTheValueLater() {
        WatchedFile<DatabaseUrl> file = open();
        hanging.set(new CountDownLatch(1));
        content.set("postgres://u:second@h/db");
        assertThat(millisOf(() -> file.refresh(Duration.ofMillis(20)))).isLessThan(20 + SLACK_MILLIS);
        assertThat(file.trouble()).as("slow is not hanging").isEmpty();
        hanging.get().countDown();
        await().until(() -> file.current().password().orElseThrow().equals("second"));
    }

    @Test
    void aFileThatHangsFromTheBeginningIsAProblemOfTheConfiguration() {
        hanging.set(new CountDownLatch(1));
        assertThatThrownBy(this::open)
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageContaining("its file system hangs");
    }
}
