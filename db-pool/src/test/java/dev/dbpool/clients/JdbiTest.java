package dev.dbpool.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.transaction.SerializableTransactionRunner;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Jdbi: arrays, batches, calls and streams, and transactions that it repeats by itself. */
class JdbiTest {
    private static final GenericType<List<Integer>> INTEGERS = new GenericType<>() {};

    private ClientPool client;
    private Jdbi jdbi;

    @BeforeEach
    void open() throws SQLException {
        client = new ClientPool("jdbi", 3);
        jdbi = Jdbi.create(client.pool);
        jdbi.registerArrayType(Integer.class, "int4");
    }

    @AfterEach
    void close() throws SQLException {
        try (ClientPool closing = client) {
            closing.leftClean();
        }
    }

    @Test
    void arraysBatchesCallsAndStreamsReturnTheirConnection() {
        jdbi.useHandle(handle -> {
            handle.execute("create table item (id serial primary key, name text, sizes int4[])");
            PreparedBatch batch = handle.prepareBatch("insert into item (name, sizes) values (:name, :sizes)");
            for (int i = 0; i < 100; i++) {
                batch.bind("name", "item " + i)
                        .bindByType("sizes", List.of(i, i + 1), INTEGERS)
                        .add();
            }
            assertThat(batch.executePreparedBatch("id").mapTo(Integer.class).list())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 100).boxed().toList());
            handle.execute("create function double(n int, out twice int, out thrice int)"
                    + " as 'select 2 * n, 3 * n' language sql");
        });
        List<Integer> sizes = jdbi.withHandle(handle -> handle.createQuery("select sizes from item where id = 8")
                .mapTo(INTEGERS)
                .one());
        assertThat(sizes).containsExactly(7, 8);
        jdbi.useHandle(handle -> handle.createCall("{call double(:n, :twice, :thrice)}")
                .bind("n", 21)
                .registerOutParameter("twice", Types.INTEGER)
                .registerOutParameter("thrice", Types.INTEGER)
                .invoke(results -> {
                    assertThat(results.getInt("twice")).isEqualTo(42);
                    assertThat(results.getInt("thrice")).isEqualTo(63);
                }));
        long some = jdbi.inTransaction(handle -> {
            try (Stream<String> names =
                    handle.createQuery("select name from item").setFetchSize(10).mapTo(String.class).stream()) {
                return names.limit(25).count();
            }
        });
        assertThat(some).isEqualTo(25);
    }

    @Test
    void aHandleIsOneSessionAndItsSavepointsHold() {
        jdbi.useHandle(handle -> handle.execute("create table step (name text)"));
        jdbi.useTransaction(TransactionIsolationLevel.REPEATABLE_READ, handle -> {
            handle.execute("insert into step values ('before')");
            handle.savepoint("here");
            handle.execute("insert into step values ('undone')");
            handle.rollbackToSavepoint("here");
            assertThat(handle.createQuery("show transaction_isolation")
                            .mapTo(String.class)
                            .one())
                    .isEqualTo("repeatable read");
        });
        assertThatThrownBy(() -> jdbi.useTransaction(handle -> {
                    handle.execute("insert into step values ('lost')");
                    handle.execute("select 1 / 0");
                }))
                .hasMessageContaining("division by zero");
        List<String> steps = jdbi.withHandle(handle ->
                handle.createQuery("select name from step").mapTo(String.class).list());
        assertThat(steps).containsExactly("before");
    }

    /** A failed serialization is an answer, not the end of a session: the repetition must find its connection alive. */
    @Test
    void aSerializationFailureIsRepeatedOnTheSameSessions() throws Exception {
        jdbi.setTransactionHandler(new SerializableTransactionRunner());
        jdbi.useHandle(handle -> {
            handle.execute("create table ledger (amount int)");
            handle.execute("insert into ledger values (10), (20)");
        });
        CyclicBarrier bothHaveRead = new CyclicBarrier(2);
        AtomicInteger runs = new AtomicInteger();
        Callable<Integer> addTheSum =
                () -> jdbi.inTransaction(TransactionIsolationLevel.SERIALIZABLE, (Handle handle) -> {
                    int sum = handle.createQuery("select sum(amount) from ledger")
                            .mapTo(Integer.class)
                            .one();
                    if (runs.incrementAndGet() <= 2) {
                        bothHaveRead.await(10, TimeUnit.SECONDS);
                    }
                    handle.execute("insert into ledger values (?)", sum);
                    return handle.createQuery("select pg_backend_pid()")
                            .mapTo(Integer.class)
                            .one();
                });
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Integer> one = threads.submit(addTheSum);
            Future<Integer> two = threads.submit(addTheSum);
            List<Integer> used = List.of(one.get(20, TimeUnit.SECONDS), two.get(20, TimeUnit.SECONDS));
            assertThat(runs).hasValueGreaterThan(2);
            assertThat(client.backends()).containsAll(used);
        } finally {
            threads.shutdownNow();
        }
        assertThat(client.ask("select sum(amount) from ledger")).isEqualTo("120");
    }
}
