package dev.dbpool.internal.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** In a process of its own: in this one, other tests may have started the flight recorder. */
@Timeout(60)
class OnceRecordedTest {
    private static final String EVENT = "dev.dbpool.internal.recording.PoolEvent$AcquireWait ";
    private static final String RECORDING_STARTS = "the recording starts";

    @TempDir
    Path directory;

    @Test
    void noEventClassIsLoadedUntilSomethingRecords() throws Exception {
        Path file = directory.resolve("output");
        Process fresh = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FreshProcess.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start();
        boolean ended = fresh.waitFor(30, TimeUnit.SECONDS);
        fresh.destroyForcibly();
        String output = Files.readString(file, StandardCharsets.UTF_8);
        assertThat(ended).as(output).isTrue();
        assertThat(fresh.exitValue()).as(output).isZero();

        assertThat(output).contains(RECORDING_STARTS);
        int start = output.indexOf(RECORDING_STARTS);
        assertThat(output.substring(0, start))
                .contains("dev.dbpool.internal.recording.OnceRecorded ")
                .doesNotContain(EVENT);
        assertThat(output.substring(start)).contains(EVENT);
    }

    /** Tells everything once without a recording, and once with one. */
    static final class FreshProcess {
        private FreshProcess() {}

        public static void main(String[] arguments) {
            PoolEvents events = PoolEvents.of("fresh", null);
            tell(events);
            System.out.println(RECORDING_STARTS);
            try (Recording recording = new Recording()) {
                recording.start();
                if (events.acquireBegan() == null || events.connectBegan() == null) {
                    throw new AssertionError("nothing is recorded");
                }
            }
        }

        private static void tell(PoolEvents events) {
            events.acquireEnded(events.acquireBegan(), "connection");
            events.connected(events.connectBegan());
            events.connectFailed("refused");
            events.episodeBegan("slow_sql", 1, 1);
            events.episodeEnded(1, 1, "slow_sql");
            events.leakSuspected(1, "main", 1, "");
        }
    }
}
