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
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database URL or a password in a file that may change while the pool runs.
 *
 * <p>The file is read whole every time, a matter of microseconds beside a login: size and time of last change cannot
 * tell a rotated password of the same length from the old one. One lock guards the invariant that version and value
 * follow the file in the order of its changes, which is why the file is read inside it.
 */
final class WatchedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final int LONGEST = 64 * 1024;

    /** What a look at the file found. */
    private sealed interface Finding<T> {
        record Good<T>(T value) implements Finding<T> {}

        record Bad<T>(List<String> problems) implements Finding<T> {}
    }

    private final Path path;
    private final Function<String, T> parser;
    private final Logger log;
    private final Object lock = new Object();

    /** Written under the lock. */
    private volatile T value;

    private long version = 1;
    private Finding<T> last;

    /**
     * Reads the file, which must be good to begin with.
     *
     * @param parser throws {@link InvalidUrlException} if the text will not do, and quotes nothing of it
     */
    WatchedFile(Path path, Function<String, T> parser) {
        this(path, parser, LOG);
    }

    WatchedFile(Path path, Function<String, T> parser, Logger log) {
        this.path = path;
        this.parser = parser;
        this.log = log;
        Finding<T> first = look();
        if (first instanceof Finding.Bad<T> bad) {
            throw new InvalidUrlException(bad.problems());
        }
        this.last = first;
        this.value = ((Finding.Good<T>) first).value();
    }

    /** The last good value, after another look at the file. */
    T current() {
        refresh();
        return known();
    }

    /** The last good value. Reads nothing, and waits for no one who does. */
    T known() {
        return value;
    }

    /** A number that grows with every other value. Looks at the file, too. */
    long version() {
        refresh();
        synchronized (lock) {
            return version;
        }
    }

    private void refresh() {
        Finding<T> now;
        boolean changed;
        synchronized (lock) {
            now = look();
            changed = !now.equals(last);
            last = now;
            if (now instanceof Finding.Good<T> good && !good.value().equals(value)) {
                value = good.value();
                version++;
            }
        }
        if (changed && now instanceof Finding.Bad<T> bad) {
            log.warn("{} keeps its last good value: {}", path, String.join("; ", bad.problems()));
        } else if (changed) {
            log.info("{} was read again{}", path, shown(((Finding.Good<T>) now).value()));
        }
    }

    /** Of a URL what is no secret, of a password nothing. */
    private static String shown(Object value) {
        return value instanceof DatabaseUrl url ? ": " + url : "";
    }

    private Finding<T> look() {
        try {
            return new Finding.Good<>(parser.apply(read()));
        } catch (InvalidUrlException invalid) {
            return new Finding.Bad<>(invalid.problems());
        } catch (CharacterCodingException notText) {
            return new Finding.Bad<>(List.of("the file is not UTF-8 text"));
        } catch (IOException | SecurityException unreadable) {
            // The class says enough; the message would only repeat the path.
            return new Finding.Bad<>(
                    List.of("the file cannot be read (" + unreadable.getClass().getSimpleName() + ")"));
        }
    }

    private String read() throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(LONGEST + 1);
        }
        if (bytes.length > LONGEST) {
            throw new InvalidUrlException(List.of("the file is longer than 64 KiB: it holds neither a database URL nor a password"));
        }
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return Objects.requireNonNull(text);
    }

    @Override
    public String toString() {
        return "WatchedFile[" + path + "]";
    }
}
