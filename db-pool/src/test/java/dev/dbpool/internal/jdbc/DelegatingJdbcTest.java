package dev.dbpool.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the generator of the delegation as the build does. */
class DelegatingJdbcTest {
    private static final Path GENERATOR = Path.of("src", "build", "java", "DelegatingJdbc.java");
    private static final Path COMPILED = Path.of("target", "generated-sources", "jdbc");

    @TempDir
    Path directory;

    @BeforeEach
    void generate() throws Exception {
        Process generator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        GENERATOR.toString(),
                        directory.toString(),
                        "17")
                .redirectErrorStream(true)
                .start();
        String said = new String(generator.getInputStream().readAllBytes());
        assertThat(generator.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(generator.exitValue()).as(said).isZero();
    }

    @Test
    void writesAgainWhatTheBuildCompiled() throws IOException {
        assertThat(sources(directory)).isNotEmpty().isEqualTo(sources(COMPILED));
    }

    @Test
    void leavesAloneWhatWouldNotChangeAndMendsWhatHas() throws Exception {
        Path changed = find("DelegatingResultSet.java");
        Path unchanged = find("DelegatingStatement.java");
        FileTime longAgo = FileTime.from(1, TimeUnit.DAYS);
        Files.setLastModifiedTime(unchanged, longAgo);
        Files.writeString(changed, "edited");

        generate();

        assertThat(Files.getLastModifiedTime(unchanged)).isEqualTo(longAgo);
        assertThat(sources(directory)).isEqualTo(sources(COMPILED));
    }

    private Path find(String name) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(file -> file.endsWith(name)).findFirst().orElseThrow();
        }
    }

    private static Map<String, String> sources(Path root) throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                sources.put(root.relativize(file).toString(), Files.readString(file));
            }
        }
        return sources;
    }
}
