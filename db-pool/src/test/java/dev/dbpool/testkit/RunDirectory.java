package dev.dbpool.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Directories of running servers, named after the JVM that started them. A JVM that was killed leaves its servers
 * behind: the next one stops them and removes what they left.
 */
final class RunDirectory {
    private static final Path RUNS = sweptRuns();

    private RunDirectory() {}

    /** A directory of this user's for what the kit keeps or runs. */
    static Path ofUser(String purpose) throws IOException {
        Path root = Path.of(System.getProperty("java.io.tmpdir"), "db-pool-testkit-" + System.getProperty("user.name"));
        return Files.createDirectories(root.resolve(purpose));
    }

    static Path create(String purpose) {
        try {
            Path directory =
                    Files.createTempDirectory(RUNS, ProcessHandle.current().pid() + "-" + purpose + "-");
            OrdinaryUser.own(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes a directory, whatever of it exists. */
    static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw e;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException e) throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path sweptRuns() {
        try {
            Path runs = ofUser("runs");
            try (var left = Files.list(runs)) {
                left.filter(RunDirectory::abandoned).forEach(RunDirectory::sweep);
            }
            return runs;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean abandoned(Path run) {
        String owner = run.getFileName().toString().split("-", 2)[0];
        return owner.matches("\\d+") && ProcessHandle.of(Long.parseLong(owner)).isEmpty();
    }

    private static void sweep(Path run) {
        try {
            Path lockFile = run.resolve("data/postmaster.pid");
            if (Files.exists(lockFile)) {
                long pid = Long.parseLong(Files.readAllLines(lockFile).get(0).trim());
                Path commandLine = Path.of("/proc/" + pid + "/cmdline");
                // The pid may belong to somebody else by now: only a postgres in this very directory is ours.
                if (Files.exists(commandLine) && Files.readString(commandLine).contains(run.toString())) {
                    OrdinaryUser.runs(List.of("kill", "-KILL", Long.toString(pid)));
                }
            }
            delete(run);
        } catch (IOException | UncheckedIOException | NumberFormatException e) {
            // Another JVM sweeps at the same time, or the server still writes: the next run removes the rest.
        }
    }
}
