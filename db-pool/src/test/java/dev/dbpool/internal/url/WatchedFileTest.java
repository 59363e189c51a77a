package dev.dbpool.internal.url;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedFileTest {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final RecordingLog log = new RecordingLog();

    @TempDir
    Path directory;

    private Path file;
    private WatchedFile<DatabaseUrl> source;

    @BeforeEach
    void writeUrl() throws IOException {
        file = directory.resolve("url");
        Files.writeString(file, "postgres://u:old-one@h/db\n");
        source = new WatchedFile<>(file, text -> DatabaseUrl.parse(text.strip()), LIMIT, SecretText::of, log.logger());
    }

    @Test
    void trailingNewlineIsTrimmed() {
        assertThat(source.current().database()).isEqualTo("db");
    }

    @Test
    void rotatedPasswordOfTheSameLengthAndTimeIsSeen() throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        long before = source.version();
        Files.writeString(file, "postgres://u:new-one@h/db\n");
        Files.setLastModifiedTime(file, time);
        source.refresh(LIMIT);

        assertThat(source.version()).isGreaterThan(before);
        assertThat(source.current().password()).contains("new-one");
    }

    @Test
    void versionStaysWhileTheUrlMeansTheSame() throws IOException {
        long before = source.version();
        Files.writeString(file, "postgresql://u:old-one@h:5432/db  \n\n");
        source.refresh(LIMIT);

        assertThat(source.current().password()).contains("old-one");
        assertThat(source.version()).isEqualTo(before);
    }

    @Test
    void missingEmptyOrHalfWrittenFileKeepsTheLastGoodValueAndWarnsOncePerChange() throws IOException {
        long before = source.version();
        Files.delete(file);
        look(3);
        Files.writeString(file, "");
        look(3);
        Files.writeString(file, "postgres://u:new-o");
        look(3);
        Files.write(file, new byte[] {(byte) 0xff, 'x'});
        look(3);
        Files.write(file, new byte[100_000]);
        look(3);

        assertThat(source.current().password()).contains("old-one");
        assertThat(source.version()).isEqualTo(before);
        assertThat(changes()).hasSize(5).allMatch(line -> line.startsWith("warn") && line.contains("last good"));
        assertThat(log.lines().toString()).doesNotContain("old-one").doesNotContain("new-o");

        Files.writeString(file, "postgres://u:new-one@h/db");
        source.refresh(LIMIT);
        assertThat(source.current().password()).contains("new-one");
        assertThat(source.version()).isEqualTo(before + 1);
        assertThat(changes()).hasSize(6).last().asString().startsWith("info").doesNotContain("new-one");
    }

    private List<String> changes() {
        return log.lines().stream()
                .filter(line -> !line.contains("permissions"))
                .toList();
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            source.refresh(LIMIT);
            assertThat(source.current().password()).contains("old-one");
        }
    }

    @Test
    void fileThatIsBadFromTheStartIsRefused() throws IOException {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> UrlSource.file(missing, LIMIT))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageContaining("NoSuchFile");
        Files.writeString(file, "postgres://u:hush@h:x/db");
        assertThatThrownBy(() -> UrlSource.file(file, LIMIT))
                .isInstanceOf(InvalidUrlException.class)
                .hasMessageContaining("port of host number 1")
                .hasMessageNotContaining("hush");
    }

    @Test
    void aPipeOrADirectoryIsNotOpened() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        for (Path other : List.of(pipe, directory, Path.of("/dev/zero"))) {
            assertThatThrownBy(() -> UrlSource.file(other, LIMIT))
                    .isInstanceOf(InvalidUrlException.class)
                    .hasMessageContaining("regular file");
        }
    }

    @Test
    void aByteOrderMarkIsNamed() throws IOException {
        Files.writeString(file, "\ufeffpostgres://u:hush@h/db");
        assertThatThrownBy(() -> UrlSource.file(file, LIMIT))
                .hasMessageContaining("byte order mark")
                .hasMessageNotContaining("hush");
        assertThatThrownBy(() -> DatabaseUrl.parse("\ufeffpostgres://u:hush@h/db"))
                .hasMessageContaining("byte order mark");
        Files.write(file, "\ufeffpostgres://u:hush@h/db".getBytes(StandardCharsets.UTF_16BE));
        assertThatThrownBy(() -> UrlSource.file(file, LIMIT)).hasMessageContaining("byte order mark of UTF-16");
    }

    @Test
    void permissionsThatLetEveryUserInAreWarnedOfOnce() throws IOException {
        for (String permissions : List.of("rw-r-----", "rw-r--r--", "rw-----w-")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            RecordingLog lines = new RecordingLog();
            WatchedFile<DatabaseUrl> fresh = new WatchedFile<>(
                    file, text -> DatabaseUrl.parse(text.strip()), LIMIT, SecretText::of, lines.logger());
            fresh.refresh(LIMIT);
            fresh.refresh(LIMIT);
            if (permissions.endsWith("---")) {
                assertThat(lines.lines()).isEmpty();
            } else {
                assertThat(lines.lines())
                        .singleElement()
                        .asString()
                        .startsWith("warn")
                        .contains("every user", "0640", permissions.endsWith("r--") ? " read it" : " write it");
            }
        }
    }

    @Test
    void manyReadersCountEachRotationOnce() throws Exception {
        long before = source.version();
        ExecutorService readers = Executors.newFixedThreadPool(8);
        try {
            for (int rotation = 0; rotation < 20; rotation++) {
                Path next = directory.resolve("next");
                Files.writeString(next, "postgres://u:rotation-" + rotation + "@h/db");
                Files.move(next, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
                List<Callable<Long>> looks = IntStream.range(0, 8)
                        .mapToObj(i -> (Callable<Long>) () -> {
                            source.refresh(LIMIT);
                            return source.version();
                        })
                        .toList();
                for (Future<Long> look : readers.invokeAll(looks)) {
                    assertThat(look.get()).isEqualTo(before + rotation + 1);
                }
            }
        } finally {
            readers.shutdownNow();
        }
    }

    @Test
    void fixedUrlNeverChanges() {
        UrlSource fixed = UrlSource.fixed(DatabaseUrl.parse("postgres://h/db"));

        assertThat(fixed.version()).isEqualTo(fixed.version());
        assertThat(fixed.current()).isSameAs(fixed.current());
    }
}
