package dev.dbpool.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.jdbc.BorrowedConnection;
import dev.dbpool.internal.jdbc.ReturnPath;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** However often a connection is closed, aborted and taken away, it comes back once. */
public class ReturnedOnce {
    private static final Connection DRIVER = stub(Connection.class, null);
    private static final PhysicalConnection SESSION = stub(PhysicalConnection.class, DRIVER);

    /** All methods of a type return the same, whatever it is. */
    private static <T> T stub(Class<T> type, @Nullable Object returned) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (stub, method, arguments) -> method.getReturnType().isInstance(returned) ? returned : null));
    }

    /** A borrowed connection, and how often it came back. */
    static class Lent implements ReturnPath {
        final AtomicInteger times = new AtomicInteger();
        final BorrowedConnection connection = new BorrowedConnection(SESSION, this, Thread.currentThread(), 0);

        void close() {
            try {
                connection.close();
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        void abort() {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException failed) {
                throw new IllegalStateException(failed);
            }
        }

        @Override
        public void returned(BorrowedConnection closed) {
            times.incrementAndGet();
        }

        @Override
        public void discarded(BorrowedConnection aborted) {
            times.incrementAndGet();
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "It came back once.")
    @Outcome(expect = FORBIDDEN, desc = "It came back twice, or never.")
    @State
    public static class ClosedTwice extends Lent {
        @Actor
        public void one() {
            close();
        }

        @Actor
        public void other() {
            close();
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = times.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "It came back once.")
    @Outcome(expect = FORBIDDEN, desc = "It came back twice, or never.")
    @State
    public static class ClosedAndAborted extends Lent {
        @Actor
        public void one() {
            close();
        }

        @Actor
        public void other() {
            abort();
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = times.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "It came back once.")
    @Outcome(expect = FORBIDDEN, desc = "It came back twice, or never.")
    @State
    public static class ClosedAndTakenAway extends Lent {
        @Actor
        public void one() {
            close();
        }

        @Actor
        public void other() {
            connection.reclaim();
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = times.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "It came back once.")
    @Outcome(expect = FORBIDDEN, desc = "It came back twice, or never.")
    @State
    public static class AbortedAndTakenAway extends Lent {
        @Actor
        public void one() {
            abort();
        }

        @Actor
        public void other() {
            connection.reclaim();
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = times.get();
        }
    }
}
