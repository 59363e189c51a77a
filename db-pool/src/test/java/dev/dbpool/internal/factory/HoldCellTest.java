package dev.dbpool.internal.factory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.internal.factory.PhysicalConnection.Holding;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The session keeps its hold in a cell that it replaces; what is seen of the hold must not depend on it. */
class HoldCellTest {
    private record Hold(Thread borrower, long sinceNanos) implements Holding {}

    private final StubLogins logins = new StubLogins();

    @AfterEach
    void endAll() {
        logins.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 99, 100, 101, 3_600_000})
    void aHoldIsSeenFromHandOutToReturnHoweverLongAfterTheOneBefore(long laterMillis) throws Exception {
        PhysicalConnection session = logins.factory(
                        Duration.ofSeconds(10), (login, settings) -> StubLogins.sessionWithSocket())
                .openNow();
        long now = System.nanoTime();
        for (int hold = 0; hold < 3; hold++) {
            Hold lent = new Hold(Thread.currentThread(), now);
            session.lendTo(lent);
            assertThat(session.holding()).isSameAs(lent);
            session.takeBack(now);
            assertThat(session.holding()).isNull();
            now += Duration.ofMillis(laterMillis).toNanos();
        }
        assertThat(session.timesLent()).isEqualTo(3);
    }

    @Test
    void aCellIsYoungForATenthOfASecond() {
        HoldCell cell = new HoldCell(null, Long.MAX_VALUE);

        assertThat(cell.isYoung(Long.MAX_VALUE)).isTrue();
        assertThat(cell.isYoung(Long.MAX_VALUE + 99_999_999)).isTrue();
        assertThat(cell.isYoung(Long.MAX_VALUE + 100_000_000)).isFalse();
    }

    @Test
    void aReaderWithACellOfBeforeFindsItEmpty() {
        Hold first = new Hold(Thread.currentThread(), 1);
        HoldCell before = new HoldCell(first, 1);
        assertThat(before.get()).isSameAs(first);

        before.set(null);

        assertThat(before.get()).isNull();
    }
}
