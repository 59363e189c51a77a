package dev.dbpool.examples.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The archive with PostgreSQL's programs that a dependency brings as a resource. */
final class Archive {
    private Archive() {}

    /** Unpacks into a directory; ends early, with an exception, once {@code cancelled} says so. */
    static void unpack(Path target, BooleanSupplier cancelled) throws IOException {
        String resource = "/" + resourceName();
        try (InputStream packed = Archive.class.getResourceAsStream(resource)) {
            if (packed == null) {
                throw new IOException(
                        "no PostgreSQL for " + System.getProperty("os.name") + " on " + System.getProperty("os.arch")
                                + " is among the dependencies; name a database with --database-url");
            }
            try (var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed, 1 << 16)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    if (cancelled.getAsBoolean()) {
                        throw new IOException("cancelled while PostgreSQL was being unpacked");
                    }
                    write(entry, tar, target);
                }
            }
        }
    }

    private static String resourceName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).split(" ", 2)[0];
        String arch = System.getProperty("os.arch");
        return "postgres-" + os + "-" + (arch.equals("amd64") ? "x86_64" : arch.equals("aarch64") ? "arm_64" : arch)
                + ".txz";
    }

    private static void write(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        Path file = target.resolve(entry.getName()).normalize();
        if (!file.startsWith(target)) {
            throw new IOException("archive entry leaves its directory: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(file);
            return;
        }
        Files.createDirectories(file.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
        } else if (entry.isLink()) {
            Files.createLink(file, target.resolve(entry.getLinkName()));
        } else {
            Files.copy(content, file);
            boolean executable = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }
}
