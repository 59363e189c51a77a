package dev.dbpool.internal.factory;

import java.net.SocketException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/**
 * One attempt to open a session, on a thread of its own, because name resolution can be bounded in no other way.
 *
 * <p>Guarantee: the waiting side has its answer when its time is up, and from then on the attempt owns no socket: those
 * it has are closed, one that it opens later is closed at once, a session that it still completes is closed too.
 */
final class ConnectThread extends AbandonableThread {
    private final Callable<BaseConnection> login;
    private final CompletableFuture<BaseConnection> outcome = new CompletableFuture<>();

    /** Whether the login has ended, successfully or not. Written before the outcome. */
    private volatile boolean ended;

    /** The application's code that the login is in. */
    private volatile @Nullable LoginStep step;

    ConnectThread(String name, Callable<BaseConnection> login) {
        super(name, () -> {});
        this.login = login;
    }

    @Override
    public void run() {
        try {
            BaseConnection session = login.call();
            ended = true;
            if (!outcome.complete(session)) {
                session.close();
            }
        } catch (Throwable failure) {
            ended = true;
            outcome.completeExceptionally(failure);
        }
    }

    /** As below, by the clock on the wall. */
    BaseConnection await(long timeoutNanos) throws Exception {
        return await(() -> outcome.get(timeoutNanos, TimeUnit.NANOSECONDS));
    }

    /** Waits for the session; when the time is up, or the waiting thread is interrupted, the attempt is abandoned. */
    BaseConnection await(long timeoutNanos, StarvedTime starved) throws Exception {
        return await(() -> starved.await(timeoutNanos, nanos -> outcome.get(nanos, TimeUnit.NANOSECONDS)));
    }

    private BaseConnection await(Callable<BaseConnection> waiting) throws Exception {
        try {
            return waiting.call();
        } catch (ExecutionException failure) {
            abandon();
            throw asException(failure.getCause());
        } catch (TimeoutException timeUp) {
            if (!outcome.completeExceptionally(new Watchdog.TimeUp()) && !outcome.isCompletedExceptionally()) {
                return outcome.join();
            }
            abandon();
            throw timeUp();
        } catch (InterruptedException interrupted) {
            // Also when the session was completed in the same moment: nobody will take it.
            outcome.completeExceptionally(interrupted);
            abandon();
            throw interrupted;
        }
    }

    private Exception timeUp() {
        LoginStep in = step;
        return in == null
                ? new Watchdog.TimeUp()
                : new LoginStep.Failed(in, "has not ended in time", new Watchdog.TimeUp());
    }

    /** For the login's own thread. */
    void isIn(@Nullable LoginStep code) {
        step = code;
    }

    /** Whether the login goes on although it was given up: it is in something that closing its sockets does not end. */
    boolean hangs() {
        return !ended && isAlive();
    }

    /** Ends the attempt from outside: the thread that waits for it learns so at once. */
    void giveUp() {
        if (!outcome.completeExceptionally(new SocketException("the pool is closing"))
                && !outcome.isCompletedExceptionally()) {
            return;
        }
        abandon();
    }

    private static Exception asException(@Nullable Throwable failure) {
        return failure instanceof Exception exception
                ? exception
                : new IllegalStateException("the driver failed: " + failure, failure);
    }
}
