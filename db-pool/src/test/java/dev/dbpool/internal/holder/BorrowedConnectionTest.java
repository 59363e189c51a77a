package dev.dbpool.internal.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.internal.factory.PhysicalConnection;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BorrowedConnectionTest {
    private final RecordingStub<Connection> engine = new RecordingStub<>(Connection.class);
    private final PhysicalConnection physical = new RecordingStub<>(PhysicalConnection.class).proxy;
    private final CountingCustodian custodian = new CountingCustodian();
    private final BorrowedConnection borrowed = borrow();

    private static final class CountingCustodian implements Custodian {
        final AtomicInteger returned = new AtomicInteger();
        final AtomicInteger discarded = new AtomicInteger();

        @Override
        public void returned(BorrowedConnection connection) throws SQLException {
            returned.incrementAndGet();
        }

        @Override
        public void discarded(BorrowedConnection connection) throws SQLException {
            discarded.incrementAndGet();
        }
    }

    private BorrowedConnection borrow() {
        return new BorrowedConnection(engine.proxy, physical, custodian, Thread.currentThread(), 42);
    }

    private void assertCustodian(int returned, int discarded) {
        assertThat(custodian.returned).hasValue(returned);
        assertThat(custodian.discarded).hasValue(discarded);
    }

    @Test
    void remembersWhoHoldsWhatSinceWhen() {
        assertThat(borrowed.engineConnection()).isSameAs(engine.proxy);
        assertThat(borrowed.physical()).isSameAs(physical);
        assertThat(borrowed.borrower()).isSameAs(Thread.currentThread());
        assertThat(borrowed.sinceNanos()).isEqualTo(42);
        assertThat(borrowed).hasToString("borrowed stub");
    }

    @Test
    void closeReturnsOnceAndLeavesTheEngineToTheCustodian() throws SQLException {
        borrowed.close();
        borrowed.close();
        borrowed.abort(Runnable::run);

        assertCustodian(1, 0);
        assertThat(engine.calls).isEmpty();
        assertThat(borrowed.isClosed()).isTrue();
        assertThat(borrowed.isValid(1)).isFalse();
        assertThat(borrowed).hasToString("returned stub");
    }

    @Test
    void abortCutsTheSessionAndDiscardsOnce() throws SQLException {
        borrowed.abort(Runnable::run);
        borrowed.abort(Runnable::run);
        borrowed.close();

        assertCustodian(0, 1);
        assertThat(engine.calls).extracting(call -> call.method().getName()).containsExactly("abort");
        assertThat(borrowed.isClosed()).isTrue();
    }

    @Test
    void abortThatThrowsAnythingStillDiscards() {
        OutOfMemoryError failure = new OutOfMemoryError("from the driver");
        engine.fails(() -> failure);

        assertThatThrownBy(() -> borrowed.abort(Runnable::run)).isSameAs(failure);
        assertCustodian(0, 1);
    }

    @Test
    void abortReportsTheDriversFailureBeforeTheCustodians() {
        RuntimeException aborting = new RuntimeException("abort");
        SQLException discarding = new SQLException("discard");
        engine.fails(() -> aborting);
        BorrowedConnection unlucky = new BorrowedConnection(
                engine.proxy,
                physical,
                new Custodian() {
                    @Override
                    public void returned(BorrowedConnection connection) {}

                    @Override
                    public void discarded(BorrowedConnection connection) throws SQLException {
                        throw discarding;
                    }
                },
                Thread.currentThread(),
                0);

        assertThatThrownBy(() -> unlucky.abort(Runnable::run)).isSameAs(aborting);
        assertThat(aborting.getSuppressed()).containsExactly(discarding);
    }

    @Test
    void abortWithoutExecutorIsRefusedAndKeepsTheConnection() throws SQLException {
        assertThatThrownBy(() -> borrowed.abort(null)).isInstanceOf(SQLException.class);
        assertCustodian(0, 0);
        engine.answers(false);
        assertThat(borrowed.isClosed()).isFalse();
    }

    @Test
    void aConnectionThatTheEngineGaveUpIsClosedButStillGoesToTheCustodian() throws SQLException {
        engine.answers(true);
        assertThat(borrowed.isClosed()).isTrue();
        borrowed.close();
        assertCustodian(1, 0);
    }

    @Test
    void twoLoansOfOneSessionAreNotEqual() {
        assertThat(new HashSet<>(List.of(borrowed, borrow(), engine.proxy)))
                .hasSize(3)
                .contains(borrowed);
    }

    @Test
    void racingClosesAndAbortsCountOnce() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int mostThreads = 8;
        ExecutorService threads = Executors.newFixedThreadPool(mostThreads);
        int rounds = 5_000;
        try {
            for (int round = 0; round < rounds; round++) {
                BorrowedConnection contested = borrow();
                int racers = 2 + random.nextInt(mostThreads - 1);
                CyclicBarrier start = new CyclicBarrier(racers);
                List<Future<?>> racing = new ArrayList<>();
                for (int i = 0; i < racers; i++) {
                    boolean abort = random.nextInt(3) == 0;
                    int calls = 1 + random.nextInt(3);
                    boolean toggle = random.nextBoolean();
                    racing.add(threads.submit(() -> {
                        start.await(10, TimeUnit.SECONDS);
                        for (int call = 0; call < calls; call++) {
                            if (toggle) {
                                contested.noteFailure(new SQLException("standby", "25006"));
                            }
                            if (abort) {
                                contested.abort(Runnable::run);
                            } else {
                                contested.close();
                            }
                        }
                        return null;
                    }));
                }
                for (Future<?> one : racing) {
                    one.get(10, TimeUnit.SECONDS);
                }
                assertThat(custodian.returned.get() + custodian.discarded.get())
                        .as("round %d, seed %d", round, seed)
                        .isEqualTo(round + 1);
                engine.calls.clear();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(custodian.returned.get())
                .as("seed %d: some were closed", seed)
                .isPositive();
        assertThat(custodian.discarded.get())
                .as("seed %d: some were aborted", seed)
                .isPositive();
    }

    @Test
    void aServerThatRefusesToWriteMakesTheConnectionUnfit() throws SQLException {
        borrowed.noteFailure(new SQLException("read-only transaction", "25006"));
        assertThat(borrowed.mustDiscard()).isTrue();
        borrowed.close();
        assertCustodian(0, 1);
    }

    @Test
    void theRefusalIsFoundBehindAnotherError() {
        BatchUpdateException batch = new BatchUpdateException(new int[0]);
        batch.setNextException(new SQLException("read-only transaction", "25006"));
        borrowed.noteFailure(batch);
        assertThat(borrowed.mustDiscard()).isTrue();
    }

    @Test
    void otherErrorsDoNotMakeItUnfit() throws SQLException {
        borrowed.noteFailure(new SQLException("duplicate", "23505"));
        borrowed.noteFailure(new SQLException("no state"));
        assertThat(borrowed.mustDiscard()).isFalse();
        borrowed.close();
        assertCustodian(1, 0);
    }

    @Test
    void aBorrowerWhoAskedForReadOnlyMayBeRefused() throws SQLException {
        borrowed.setReadOnly(true);
        borrowed.noteFailure(new SQLException("read-only transaction", "25006"));
        assertThat(borrowed.mustDiscard()).isFalse();

        borrowed.setReadOnly(false);
        borrowed.noteFailure(new SQLException("read-only transaction", "25006"));
        assertThat(borrowed.mustDiscard()).isTrue();
    }

    @Test
    void readOnlyThatTheDriverRefusedIsNotInEffect() {
        engine.fails(() -> new SQLException("in a transaction", "25001"));
        assertThatThrownBy(() -> borrowed.setReadOnly(true)).isInstanceOf(SQLException.class);
        borrowed.noteFailure(new SQLException("read-only transaction", "25006"));
        assertThat(borrowed.mustDiscard()).isTrue();
    }

    @Test
    void schemaCountsAsChangedEvenWhenTheChangeFailed() {
        assertThat(borrowed.schemaChanged()).isFalse();
        engine.fails(() -> new SQLException("timeout"));
        assertThatThrownBy(() -> borrowed.setSchema("audit")).isInstanceOf(SQLException.class);
        assertThat(borrowed.schemaChanged()).isTrue();
        assertThat(borrowed.mustDiscard()).isFalse();
    }

    @Test
    void unwrapsToItselfAndNotToWhatLiesBelow() throws SQLException {
        assertThat(borrowed.unwrap(Connection.class)).isSameAs(borrowed);
        assertThat(borrowed.isWrapperFor(Connection.class)).isTrue();
        engine.answers(true);
        assertThat(borrowed.isWrapperFor(PhysicalConnection.class)).isFalse();
        assertThatThrownBy(() -> borrowed.unwrap(PhysicalConnection.class)).isInstanceOf(SQLException.class);
        assertThat(engine.calls).isEmpty();
        assertThat(borrowed.isWrapperFor(StringBuilder.class)).isTrue();
    }

    @Test
    void cursorsAndTheDriversOwnStatementsLeadBack() throws SQLException {
        RecordingStub<Statement> hidden = new RecordingStub<>(Statement.class);
        RecordingStub<ResultSet> cursor = new RecordingStub<>(ResultSet.class);
        cursor.answers(hidden.proxy);
        RecordingStub<ResultSet> row = new RecordingStub<>(ResultSet.class);
        row.answers(cursor.proxy);
        ResultSet results = new BorrowedResultSet(borrowed, row.proxy, null);

        for (Object value :
                List.of(results.getObject(1), results.getObject("c"), results.getObject(1, ResultSet.class))) {
            Statement behind = ((ResultSet) value).getStatement();
            assertThat(behind.getConnection()).isSameAs(borrowed);
            assertThat(((ResultSet) value).getStatement()).isSameAs(behind);
        }
    }

    @Test
    void whereTheDriverHasNothingNeitherHaveWe() throws SQLException {
        RecordingStub<ResultSet> orphan = new RecordingStub<>(ResultSet.class);
        assertThat(new BorrowedResultSet(borrowed, orphan.proxy, null).getStatement())
                .isNull();
        RecordingStub<Statement> silent = new RecordingStub<>(Statement.class);
        assertThat(new BorrowedStatement<>(borrowed, silent.proxy).getResultSet())
                .isNull();
    }
}
