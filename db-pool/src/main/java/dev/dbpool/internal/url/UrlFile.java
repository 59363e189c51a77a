package dev.dbpool.internal.url;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database URL in a file that may change while the pool runs.
 *
 * <p>The file is read whole every time, a matter of microseconds beside a login: size and time of last change cannot
 * tell a rotated password of the same length from the old one. One lock guards the invariant that version and URL
 * follow the file in the order of its changes, which is why the file is read inside it.
 */
final class UrlFile implements UrlSource {
    private static final Logger LOG = LoggerFactory.getLogger(UrlFile.class);
    private static final int LONGEST = 64 * 1024;

    /** What a look at the file found. */
    private sealed interface Finding {
        record Good(DatabaseUrl url) implements Finding {}

        record Bad(List<String> problems) implements Finding {}
    }

    private final Path path;
    private final Logger log;
    private final Object lock = new Object();
    private DatabaseUrl url;
    private long version = 1;
    private Finding last;

    UrlFile(Path path) {
        this(path, LOG);
    }

    UrlFile(Path path, Logger log) {
        this.path = path;
        this.log = log;
        Finding first = look();
        if (first instanceof Finding.Bad bad) {
            throw new InvalidUrlException(bad.problems());
        }
        this.last = first;
        this.url = ((Finding.Good) first).url();
    }

    @Override
    public DatabaseUrl current() {
        refresh();
        synchronized (lock) {
            return url;
        }
    }

    @Override
    public long version() {
        refresh();
        synchronized (lock) {
            return version;
        }
    }

    private void refresh() {
        Finding now;
        boolean changed;
        synchronized (lock) {
            now = look();
            changed = !now.equals(last);
            last = now;
            if (now instanceof Finding.Good good && !good.url().equals(url)) {
                url = good.url();
                version++;
            }
        }
        if (changed && now instanceof Finding.Bad bad) {
            log.warn("{} keeps its last good value: {}", path, String.join("; ", bad.problems()));
        } else if (changed) {
            log.info("{} was read again: {}", path, ((Finding.Good) now).url());
        }
    }

    private Finding look() {
        try {
            return new Finding.Good(DatabaseUrl.parse(read()));
        } catch (InvalidUrlException invalid) {
            return new Finding.Bad(invalid.problems());
        } catch (CharacterCodingException notText) {
            return new Finding.Bad(List.of("the file is not UTF-8 text"));
        } catch (IOException | SecurityException unreadable) {
            // The class says enough; the message would only repeat the path.
            return new Finding.Bad(
                    List.of("the file cannot be read (" + unreadable.getClass().getSimpleName() + ")"));
        }
    }

    private String read() throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LONGEST + 1);
        }
        if (bytes.length > LONGEST) {
            throw new InvalidUrlException(List.of("the file is longer than 64 KiB: it holds no database URL"));
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return Objects.requireNonNull(text).strip();
    }

    @Override
    public String toString() {
        return "UrlFile[" + path + "]";
    }
}
