package dev.dbpool.internal.factory;

import dev.dbpool.ConnectFailure;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Code of the application's that takes part in a login, on the thread of the attempt and within its bound.
 *
 * @param name as the configuration calls it
 * @param reason of the failure if it throws, or if it has not ended when the time is up
 */
record LoginStep(String name, ConnectFailure reason) {

    /** It threw, or has not ended in time. The message quotes nothing of what it said, which may be a secret. */
    static final class Failed extends SQLException {
        private static final long serialVersionUID = 1L;
        private final ConnectFailure reason;

        Failed(LoginStep step, String what, Throwable cause) {
            super(step.name() + " " + what, cause);
            this.reason = step.reason();
        }

        ConnectFailure reason() {
            return reason;
        }
    }

    /** Runs it with the class loader of the code's own, which inherits nothing of the caller that wants a connection. */
    <T> T run(Object code, Callable<T> call) throws Failed {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(code.getClass().getClassLoader());
        note(this);
        try {
            return call.call();
        } catch (Throwable thrown) {
            throw new Failed(this, "threw " + thrown.getClass().getName(), thrown);
        } finally {
            note(null);
            thread.setContextClassLoader(before);
        }
    }

    private static void note(@Nullable LoginStep step) {
        if (Thread.currentThread() instanceof ConnectThread attempt) {
            attempt.isIn(step);
        }
    }
}
