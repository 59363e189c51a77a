package dev.dbpool.internal.url;

import dev.dbpool.internal.text.OneLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the text of a file that holds a secret. Blocks for as long as the file system does. Bounded in size; opens nothing
 * but regular files, because a pipe or a device may have no end or never begin. Stateless.
 */
final class SecretText {
    private static final int MOST_BYTES = 64 * 1024;

    private SecretText() {}

    /**
     * The text, with the white space around it.
     *
     * @throws InvalidUrlException if the file is none that can hold a secret, with a problem that quotes nothing of it
     * @throws IOException if it cannot be read
     */
    static String of(Path path) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new InvalidUrlException(List.of("it is a directory, a pipe or a device, and must be a regular file"));
        }
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        }
        if (bytes.length > MOST_BYTES) {
            throw new InvalidUrlException(List.of("the file is longer than 64 KiB, which no secret is"));
        }
        return decoded(bytes);
    }

    private static String decoded(byte[] bytes) {
        try {
            return Objects.requireNonNull(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            throw new InvalidUrlException(List.of(
                    isUtf16(bytes)
                            ? "the file begins with the byte order mark of UTF-16: save it as UTF-8, without the mark"
                            : "the file is not UTF-8 text"));
        }
    }

    private static boolean isUtf16(byte[] bytes) {
        return bytes.length >= 2
                && ((bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff)
                        || (bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe));
    }

    /** What to warn of if users of the machine that have nothing to do with the file may read or write it. */
    static Optional<String> exposure(Path path) throws IOException {
        Set<PosixFilePermission> permissions;
        try {
            permissions = Files.getPosixFilePermissions(path);
        } catch (UnsupportedOperationException otherPermissions) {
            return Optional.empty();
        }
        boolean read = permissions.contains(PosixFilePermission.OTHERS_READ);
        boolean written = permissions.contains(PosixFilePermission.OTHERS_WRITE);
        if (!read && !written) {
            return Optional.empty();
        }
        return Optional.of(shown(path) + " holds a secret, and its permissions let every user of this machine "
                + (read && written ? "read and write" : read ? "read" : "write")
                + " it: set its mode to 0640 or less (Kubernetes: defaultMode, Docker: mode of the secret)");
    }

    /** The path, fit for a log. */
    static String shown(Path path) {
        return OneLine.of(path.toString(), OneLine.FRAME);
    }
}
