package dev.dbpool.testkit;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL binaries on the class path, unpacked once per machine, beside a data directory that initdb made once
 * and that servers copy (a copy takes a tenth of initdb's time). Safe for several processes at once: a file lock, and
 * directories that appear complete by a rename.
 *
 * @param home where {@code bin/postgres} is
 * @param template the initialised data directory to copy from; nobody runs a server in it
 */
record PostgresBinaries(Path home, Path template) {
    /** Part of the cache's name: change it with anything that {@link #initialise} puts into the data directory. */
    private static final String TEMPLATE_VERSION = "1";

    static final PostgresBinaries ON_CLASS_PATH = prepare();

    private static PostgresBinaries prepare() {
        try (InputStream packed =
                DefaultPostgresBinaryResolver.INSTANCE.getPgBinary("Linux", System.getProperty("os.arch"))) {
            byte[] archive = packed.readAllBytes();
            Path cache = RunDirectory.ofUser("cache");
            Path home = cache.resolve("postgres-" + digest(archive));
            Path template = cache.resolve(home.getFileName() + "-data-" + TEMPLATE_VERSION);
            try (FileChannel lock = FileChannel.open(
                            cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var held = lock.lock()) {
                if (!Files.exists(home)) {
                    appear(home, fresh -> unpack(archive, fresh));
                }
                if (!Files.exists(template)) {
                    appear(template, fresh -> initialise(home, fresh));
                }
            }
            return new PostgresBinaries(home, template);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack PostgreSQL", e);
        }
    }

    String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    private interface Fill {
        void into(Path directory) throws IOException;
    }

    private static void appear(Path target, Fill fill) throws IOException {
        Path fresh = Files.createTempDirectory(target.getParent(), "fresh");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        boolean complete = false;
        try {
            fill.into(fresh);
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE);
            complete = true;
        } finally {
            if (!complete) {
                RunDirectory.delete(fresh);
            }
        }
    }

    private static void unpack(byte[] archive, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("archive entry leaves its directory: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(file, target.resolve(entry.getLinkName()));
                } else {
                    try (OutputStream out = Files.newOutputStream(file)) {
                        tar.transferTo(out);
                    }
                    boolean executable = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(
                            file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static void initialise(Path home, Path data) throws IOException {
        OrdinaryUser.own(data);
        String initdb = home.resolve("bin/initdb").toString();
        OrdinaryUser.run(OrdinaryUser.command(List.of(
                initdb,
                "-D",
                data.toString(),
                "-U",
                PostgresServer.ADMIN,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync")));
        Path statements = Files.createTempFile("testkit", ".sql");
        Files.writeString(
                statements,
                "CREATE ROLE " + PostgresServer.USER + " LOGIN PASSWORD '" + PostgresServer.PASSWORD + "'\n"
                        + "CREATE DATABASE " + PostgresServer.DATABASE + " OWNER " + PostgresServer.USER + "\n");
        // Single-user mode needs no port and no running server.
        OrdinaryUser.run(
                OrdinaryUser.command(List.of(
                        home.resolve("bin/postgres").toString(),
                        "--single",
                        "-F",
                        "-c",
                        "password_encryption=scram-sha-256",
                        "-D",
                        data.toString(),
                        "postgres")),
                statements);
        Files.delete(statements);
    }

    private static String digest(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
