package dev.dbpool.examples.postgres;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Removes a directory that somebody may still be writing to: tries a few times before it gives up. */
public final class TemporaryDirectory {
    private static final int ATTEMPTS = 20;

    private TemporaryDirectory() {}

    /** A new one. */
    public static Path create() throws IOException {
        return Files.createTempDirectory("db-pool-demo-");
    }

    /** Removes it with all that is in it; blocks for up to two seconds. */
    public static void remove(Path directory) throws IOException, InterruptedException {
        for (int attempt = 1; Files.exists(directory); attempt++) {
            try {
                Files.walkFileTree(directory, new Remover());
            } catch (IOException stillWrittenTo) {
                if (attempt == ATTEMPTS) {
                    throw stillWrittenTo;
                }
                Thread.sleep(100);
            }
        }
    }

    private static final class Remover extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
        }
    }
}
