package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Exceptions travel, to a caller in another process or into a log: their accessors keep their promises there. */
class SerializedExceptionsTest {
    private static final PoolStats STATS = new PoolStats("auth-service", 12, 11, 1, 31, 100, 50, 3, 4, 5, 6, 1);

    static final List<SQLException> FAILURES = List.of(
            new AcquireTimeoutException("no connection within 10 s", STATS, Optional.empty()),
            new AcquireRejectedException(
                    "refused at once", RejectReason.QUEUE_FULL, Duration.ofMillis(40), STATS, Optional.empty()),
            new AcquireInterruptedException("interrupted", STATS, new InterruptedException()),
            new PoolClosedException("the pool is closed", STATS, Optional.empty()),
            new ConnectFailedException(
                    "no session",
                    "08001",
                    ConnectFailure.REFUSED,
                    STATS,
                    Optional.empty(),
                    new SQLException("refused")),
            new ConnectDeniedException(
                    "no session", "28P01", ConnectFailure.AUTH, STATS, Optional.empty(), new SQLException("denied")));

    @Test
    void everyFailureIsAmongThem() {
        assertThat(FAILURES.stream().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(leaves(AcquireFailure.class));
    }

    private static List<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .flatMap(permitted -> leaves(permitted).stream())
                        .toList()
                : List.of(type);
    }

    @ParameterizedTest
    @FieldSource("FAILURES")
    void aCopyHasTheNumbersOfThePoolAndNoReport(SQLException failure) throws Exception {
        SQLException copy = copy(failure);

        assertThat((Throwable) copy).hasMessage(failure.getMessage());
        assertThat(copy.getSQLState()).isEqualTo(failure.getSQLState());
        assertThat((Throwable) copy).isInstanceOfSatisfying(AcquireFailure.class, why -> {
            assertThat(why.stats()).usingRecursiveComparison().isEqualTo(STATS);
            assertThat(why.report()).isEmpty();
        });
    }

    @Test
    void aCopyKnowsItsReason() throws Exception {
        for (SQLException failure : FAILURES) {
            SQLException copy = copy(failure);
            if (failure instanceof AcquireRejectedException rejected) {
                assertThat(((AcquireRejectedException) copy).reason()).isEqualTo(rejected.reason());
                assertThat(((AcquireRejectedException) copy).retryAfter()).isEqualTo(rejected.retryAfter());
            } else if (failure instanceof ConnectFailed failed) {
                assertThat(((ConnectFailed) copy).reason()).isEqualTo(failed.reason());
            }
        }
    }

    @Test
    void aCopyOfAConfigurationsExceptionHasItsProblems() throws Exception {
        DbConfigException copy = copy(new DbConfigException("auth-service", List.of("one", "two")));

        assertThat(copy.problems()).containsExactly("one", "two");
        assertThat(copy).hasMessageContaining("2 problems");
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T original) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(original);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }
}
