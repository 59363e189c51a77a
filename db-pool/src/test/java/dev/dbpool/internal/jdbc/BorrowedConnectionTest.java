package dev.dbpool.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dbpool.internal.factory.PhysicalConnection;
import dev.dbpool.internal.factory.SessionReset;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BorrowedConnectionTest {
    private final RecordingStub<Connection> engine = new RecordingStub<>(Connection.class);
    private final StubSession physical = new StubSession(engine.proxy);
    private final CountingReturnPath returnPath = new CountingReturnPath();
    private final BorrowedConnection borrowed = borrow();

    private static final class CountingReturnPath implements ReturnPath {
        final AtomicInteger returned = new AtomicInteger();
        final AtomicInteger discarded = new AtomicInteger();

        @Override
        public void returned(BorrowedConnection connection) {
            returned.incrementAndGet();
        }

        @Override
        public void discarded(BorrowedConnection connection) {
            discarded.incrementAndGet();
        }
    }

    private BorrowedConnection borrow() {
        return new BorrowedConnection(physical, returnPath, Thread.currentThread(), 42);
    }

    private void assertReturnPath(int returned, int discarded) {
        assertThat(returnPath.returned).hasValue(returned);
        assertThat(returnPath.discarded).hasValue(discarded);
    }

    @Test
    void remembersWhoHoldsWhatSinceWhen() {
        assertThat(borrowed.physical()).isSameAs(physical);
        assertThat(borrowed.borrower()).isSameAs(Thread.currentThread());
        assertThat(borrowed.sinceNanos()).isEqualTo(42);
        assertThat(borrowed).hasToString("borrowed stub");
    }

    @Test
    void closeReturnsOnceAndLeavesTheEngineToTheReturnPath() throws SQLException {
        borrowed.close();
        borrowed.close();
        borrowed.abort(Runnable::run);

        assertReturnPath(1, 0);
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

        assertReturnPath(0, 1);
        assertThat(engine.calls).extracting(call -> call.method().getName()).containsExactly("abort");
        assertThat(borrowed.isClosed()).isTrue();
    }

    @Test
    void abortThatThrowsAnythingStillDiscards() {
        OutOfMemoryError failure = new OutOfMemoryError("from the driver");
        engine.fails(() -> failure);

        assertThatThrownBy(() -> borrowed.abort(Runnable::run)).isSameAs(failure);
        assertReturnPath(0, 1);
    }

    @Test
    void abortReportsTheDriversFailureBeforeTheReturnPaths() {
        RuntimeException aborting = new RuntimeException("abort");
        IllegalStateException discarding = new IllegalStateException("discard");
        engine.fails(() -> aborting);
        BorrowedConnection unlucky = new BorrowedConnection(
                physical,
                new ReturnPath() {
                    @Override
                    public void returned(BorrowedConnection connection) {}

                    @Override
                    public void discarded(BorrowedConnection connection) {
                        throw discarding;
                    }
                },
                Thread.currentThread(),
                0);

        assertThatThrownBy(() -> unlucky.abort(Runnable::run)).isSameAs(aborting);
        assertThat(aborting.getSuppressed()).containsExactly(discarding);
    }

    @Test
    void reclaimedConnectionIsDiscardedOnceAndSaysWhyItIsClosed() throws SQLException {
        assertThat(borrowed.reclaim()).isTrue();
        assertThat(borrowed.reclaim()).isFalse();
        borrowed.close();
        borrowed.abort(Runnable::run);

        assertReturnPath(0, 1);
        assertThat(borrowed.isClosed()).isTrue();
        assertThatThrownBy(borrowed::createStatement)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("reclaimLeaks")
                .hasMessageContaining("docs/verdicts.md#leak")
                .extracting(failure -> ((SQLException) failure).getSQLState())
                .isEqualTo("08003");
    }

    @Test
    void returnedConnectionIsNotReclaimedAndSaysThatItIsClosed() throws SQLException {
        borrowed.close();

        assertThat(borrowed.reclaim()).isFalse();
        assertReturnPath(1, 0);
        assertThatThrownBy(borrowed::createStatement).hasMessage("connection is closed");
    }

    @Test
    void abortWithoutExecutorIsRefusedAndKeepsTheConnection() throws SQLException {
        assertThatThrownBy(() -> borrowed.abort(null)).isInstanceOf(SQLException.class);
        assertReturnPath(0, 0);
        engine.answers(false);
        assertThat(borrowed.isClosed()).isFalse();
    }

    @Test
    void aConnectionThatTheEngineGaveUpIsClosedButStillGoesToTheReturnPath() throws SQLException {
        engine.answers(true);
        assertThat(borrowed.isClosed()).isTrue();
        borrowed.close();
        assertReturnPath(1, 0);
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
        for (int racers : new int[] {2, 3, 8}) {
            List<CountingReturnPath> returnPaths = race(racers, 10_000 / (racers * racers), seed);
            assertThat(returnPaths)
                    .as("%d racers, seed %d", racers, seed)
                    .allMatch(one -> one.returned.get() + one.discarded.get() == 1)
                    .anyMatch(one -> one.returned.get() == 1)
                    .anyMatch(one -> one.discarded.get() == 1);
        }
    }

    /** All racers meet at each connection, so that their calls fall within the same few nanoseconds. */
    private List<CountingReturnPath> race(int racers, int rounds, long seed) throws Exception {
        List<CountingReturnPath> returnPaths = new ArrayList<>();
        List<BorrowedConnection> contested = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            CountingReturnPath own = new CountingReturnPath();
            returnPaths.add(own);
            contested.add(new BorrowedConnection(physical, own, Thread.currentThread(), round));
        }
        AtomicInteger arrived = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(racers);
        try {
            List<Future<?>> racing = new ArrayList<>();
            for (int racer = 0; racer < racers; racer++) {
                Random random = new Random(seed + racer);
                racing.add(threads.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        int action = random.nextInt(6);
                        arrived.incrementAndGet();
                        awaitAll(arrived, (round + 1) * racers);
                        giveBack(contested.get(round), action);
                    }
                    return null;
                }));
            }
            for (Future<?> one : racing) {
                one.get(60, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        return returnPaths;
    }

    private static void awaitAll(AtomicInteger arrived, int all) throws InterruptedException {
        for (int spins = 0; arrived.get() < all; spins++) {
            if (spins < 200) {
                Thread.onSpinWait();
            } else if (Thread.interrupted()) {
                throw new InterruptedException();
            } else {
                Thread.yield();
            }
        }
    }

    private static void giveBack(BorrowedConnection connection, int action) throws SQLException {
        switch (action) {
            case 0 -> connection.abort(Runnable::run);
            case 1 -> {
                connection.noteFailure(new SQLException("standby", "25006"));
                connection.close();
            }
            case 2 -> {
                connection.close();
                connection.close();
                connection.abort(Runnable::run);
            }
            default -> connection.close();
        }
    }

    @Test
    void aServerThatRefusesToWriteMakesTheConnectionUnfit() throws SQLException {
        borrowed.noteFailure(new SQLException("read-only transaction", "25006"));
        assertThat(borrowed.mustDiscard()).isTrue();
        borrowed.close();
        assertReturnPath(0, 1);
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
        assertReturnPath(1, 0);
    }

    @Test
    void anErrorOfTheApplicationThatLooksLikeALostConnectionHasTheSessionTested() throws SQLException {
        borrowed.noteFailure(new SQLException("raised", "08006"));
        assertThat(physical.suspect).isTrue();
        assertThat(borrowed.mustDiscard()).isFalse();
        borrowed.close();
        assertReturnPath(1, 0);
    }

    /** HikariCP#1116 and others: a session that is gone must not keep its place until its borrower notices. */
    @Test
    void aSessionThatIsLostFreesItsPlaceAtOnce() throws SQLException {
        physical.lost = true;
        borrowed.noteFailure(new SQLException("terminating connection", "57P01"));
        assertReturnPath(0, 1);
        assertThat(borrowed.isClosed()).isTrue();
        assertThatThrownBy(borrowed::createStatement).hasMessageContaining("its session was lost");
        borrowed.close();
        assertReturnPath(0, 1);
    }

    @Test
    void statementsLeftOpenAreClosedForThePoolAndClosedOnesAreNot() throws SQLException {
        List<RecordingStub<Statement>> drivers = new ArrayList<>();
        List<Statement> ours = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            RecordingStub<Statement> driver = new RecordingStub<>(Statement.class);
            engine.answers(driver.proxy);
            drivers.add(driver);
            ours.add(borrowed.createStatement());
        }
        ours.get(0).close();
        ours.get(2).close();
        ours.get(2).close();
        drivers.forEach(driver -> driver.calls.clear());
        borrowed.close();
        borrowed.closeStatements();
        borrowed.closeStatements();
        assertThat(drivers)
                .extracting(driver -> driver.calls.size())
                .as("calls of close by the pool")
                .containsExactly(0, 1, 0, 1);
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
    void endingReadOnlyForgetsNothingElse() throws SQLException {
        borrowed.setSchema("audit");
        borrowed.noteFailure(new SQLException("read-only transaction", "25006"));
        borrowed.setReadOnly(false);
        assertThat(borrowed.changed() & SessionReset.SCHEMA).isEqualTo(SessionReset.SCHEMA);
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
        assertThat(borrowed.changed()).isZero();
        engine.fails(() -> new SQLException("timeout"));
        assertThatThrownBy(() -> borrowed.setSchema("audit")).isInstanceOf(SQLException.class);
        assertThat(borrowed.changed() & SessionReset.SCHEMA).isEqualTo(SessionReset.SCHEMA);
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
