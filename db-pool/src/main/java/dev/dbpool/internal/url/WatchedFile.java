package dev.dbpool.internal.url;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value in a file that may change while the pool runs, such as a mounted secret, and that keeps its last good value while
 * the file cannot be used.
 *
 * <p>The file is read whole every time, a matter of microseconds beside a login: size and time of last change cannot
 * tell a rotated password of the same length from the old one. It is read on a thread of its own, because a file system
 * that hangs can be bounded in no other way. Guarantees: only {@link #refresh} waits for the file, and never longer than
 * its limit; what it brings was in the file after it was called; a read that hangs holds up nothing, and {@link #MOST_READS} hang
 * at the most. Thread-safe.
 */
final class WatchedFile<T> {
    /** Reads that may be under way, all but one of which hang. No thread can be freed from a file system that hangs. */
    private static final int MOST_READS = 3;

    /** A read that takes longer hangs: it is not waited for again, and the next one begins without its end. */
    private static final long HANGS_NANOS = Duration.ofMillis(500).toNanos();

    /** How long the next read is waited for after one that hung. */
    private static final long AFTER_HANGING_NANOS = Duration.ofMillis(100).toNanos();

    /** How to read: {@link SecretText}'s way, or that of a test. */
    interface Reader {
        String read(Path path) throws IOException;
    }

    /** What a look at the file found: a value, or the problems with it. */
    private record Finding<T>(@Nullable T value, List<String> problems) {}

    /** A look that is under way. Two are never equal. */
    private static final class Look {
        final long number;
        final long beganNanos = System.nanoTime();
        boolean over;

        Look(long number) {
            this.number = number;
        }

        boolean hangs() {
            return !over && System.nanoTime() - beganNanos >= HANGS_NANOS;
        }
    }

    private final Path path;
    private final Function<String, T> parser;
    private final Reader reader;
    private final Logger log;

    /** Guards all fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition ended = lock.newCondition();
    private final List<Look> underWay = new ArrayList<>();
    private long looks;

    /** The look whose finding is the last. A later one never gives way to an earlier one, which may have hung. */
    private long lastLook;

    private @Nullable Finding<T> last;
    private @Nullable T value;
    private long version;
    private boolean exposureSaid;

    /** As below, with the usual reader and log. */
    WatchedFile(Path path, Function<String, T> parser, Duration limit) {
        this(path, parser, limit, SecretText::of, LoggerFactory.getLogger(WatchedFile.class));
    }

    /**
     * Reads the file, for as long as the limit at the most.
     *
     * @param parser throws {@link InvalidUrlException} for a text that is no value, and quotes nothing of it
     * @throws InvalidUrlException if it holds no good value to begin with
     */
    WatchedFile(Path path, Function<String, T> parser, Duration limit, Reader reader, Logger log) {
        this.path = path;
        this.parser = parser;
        this.reader = reader;
        this.log = log;
        refresh(limit);
        lock.lock();
        try {
            if (value == null) {
                throw new InvalidUrlException(last == null ? List.of(hanging(limit.toNanos())) : last.problems());
            }
        } finally {
            lock.unlock();
        }
    }

    /** The last good value, as of the last look. */
    T current() {
        lock.lock();
        try {
            return Objects.requireNonNull(value);
        } finally {
            lock.unlock();
        }
    }

    /** Grows whenever the value becomes another one. */
    long version() {
        lock.lock();
        try {
            return version;
        } finally {
            lock.unlock();
        }
    }

    /** Why the file cannot be used now. */
    Optional<String> trouble() {
        lock.lock();
        try {
            return Optional.ofNullable(last)
                    .filter(finding -> finding.value() == null)
                    .map(finding -> SecretText.shown(path) + ": " + String.join("; ", finding.problems()));
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the file. Blocks up to the limit; after a read that hung much less. An interrupt ends the wait. */
    void refresh(Duration limit) {
        long limitNanos = limit.toNanos();
        long began = System.nanoTime();
        @Nullable Runnable news = null;
        lock.lock();
        try {
            boolean hangs = underWay.stream().anyMatch(Look::hangs);
            long deadline = began + (hangs ? Math.min(limitNanos, AFTER_HANGING_NANOS) : limitNanos);
            Look mine = begin(deadline);
            if (mine != null) {
                awaitEnd(mine, deadline);
                if (mine.hangs() && mine.number > lastLook) {
                    news = found(mine, new Finding<>(null, List.of(hanging(System.nanoTime() - mine.beganNanos))));
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        if (news != null) {
            news.run();
        }
    }

    /** After the look that is under way, so that they end in the order in which they began; null if time is up before. */
    private @Nullable Look begin(long deadline) throws InterruptedException {
        while (underWay.stream().anyMatch(look -> !look.hangs())) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return null;
            }
            ended.awaitNanos(Math.min(left, HANGS_NANOS));
        }
        if (underWay.size() >= MOST_READS) {
            return null;
        }
        Look look = new Look(++looks);
        return start(() -> run(look)) && underWay.add(look) ? look : null;
    }

    /** A thread that inherits nothing of the caller's, which it may outlive. False if the machine has none to give. */
    private static boolean start(Runnable task) {
        Thread thread = new Thread(null, task, "db-pool-secret-file", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(WatchedFile.class.getClassLoader());
        try {
            thread.start();
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }

    private void awaitEnd(Look look, long deadline) throws InterruptedException {
        for (long left = deadline - System.nanoTime(); !look.over && left > 0; left = deadline - System.nanoTime()) {
            ended.awaitNanos(left);
        }
    }

    private void run(Look look) {
        Finding<T> finding = new Finding<>(null, List.of("the file could not be read"));
        Optional<String> exposure = Optional.empty();
        try {
            finding = look();
            exposure = finding.value() == null ? Optional.empty() : SecretText.exposure(path);
        } catch (IOException | RuntimeException unreadable) {
            // The finding says so.
        } finally {
            end(look, finding, exposure);
        }
    }

    /** Logs before it says that the look is over: then the lines are in the order of the changes. */
    private void end(Look look, Finding<T> finding, Optional<String> exposure) {
        try {
            Runnable news;
            lock.lock();
            try {
                news = look.number >= lastLook ? found(look, finding) : () -> {};
            } finally {
                lock.unlock();
            }
            news.run();
            exposure.ifPresent(this::sayOnce);
        } finally {
            lock.lock();
            try {
                look.over = true;
                underWay.remove(look);
                ended.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private Finding<T> look() {
        try {
            return new Finding<>(parser.apply(reader.read(path)), List.of());
        } catch (InvalidUrlException invalid) {
            return new Finding<>(null, invalid.problems());
        } catch (IOException | SecurityException unreadable) {
            // The class says enough; the message would only repeat the path.
            return new Finding<>(
                    null,
                    List.of("the file cannot be read (" + unreadable.getClass().getSimpleName() + ")"));
        }
    }

    /** Takes a finding over, under the lock; what is to be logged about it, without. */
    private Runnable found(Look look, Finding<T> now) {
        boolean first = last == null;
        boolean changed = !now.equals(last);
        last = now;
        lastLook = look.number;
        T found = now.value();
        if (found != null && !found.equals(value)) {
            value = found;
            version++;
        }
        if (first || !changed) {
            return () -> {};
        }
        return found == null
                ? () -> log.warn(
                        "{} keeps its last good value: {}", SecretText.shown(path), String.join("; ", now.problems()))
                : () -> log.info("{} was read again{}", SecretText.shown(path), shown(found));
    }

    /** Of a URL what is no secret, of anything else nothing. */
    private static String shown(Object value) {
        return value instanceof DatabaseUrl url ? ": " + url : "";
    }

    private void sayOnce(String exposure) {
        lock.lock();
        try {
            if (exposureSaid) {
                return;
            }
            exposureSaid = true;
        } finally {
            lock.unlock();
        }
        log.warn("{}", exposure);
    }

    private static String hanging(long nanos) {
        return "the file could not be read within " + TimeUnit.NANOSECONDS.toMillis(nanos)
                + " ms: its file system hangs";
    }

    @Override
    public String toString() {
        return "WatchedFile[" + SecretText.shown(path) + "]";
    }
}
