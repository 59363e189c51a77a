package dev.dbpool.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.benchmarks.results.Names;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainCodeTest {
    @TempDir
    Path root;

    @Test
    void linesThatAreNotBlankCountUnlessTheyAreHandles() throws Exception {
        write("db-pool/src/main/java/dev/dbpool/Pool.java", "class Pool {\n\n    int i;\n   \n}\n");
        write("db-pool/src/main/java/dev/dbpool/internal/jdbc/Handle.java", "class Handle {}\n");
        write("db-pool/src/main/java/dev/dbpool/notes.txt", "no code\n");
        write("db-pool/src/test/java/dev/dbpool/PoolTest.java", "class PoolTest {}\n");

        assertThat(MainCode.measured(root))
                .singleElement()
                .satisfies(measured -> assertThat(measured.values()).containsEntry(Names.LINES, 3.0));
    }

    @Test
    void nothingIsSaidWhereThereAreNoSources() throws Exception {
        assertThat(MainCode.measured(root)).isEmpty();
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
