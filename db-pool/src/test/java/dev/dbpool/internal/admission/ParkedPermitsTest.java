package dev.dbpool.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParkedPermitsTest {
    private final ParkedPermits parked = new ParkedPermits();

    @Test
    void whatAThreadParksItFindsAgainAndOnlyOnce() {
        assertThat(parked.take()).isFalse();
        int slot = parked.park();
        assertThat(slot).isNotNegative();
        assertThat(ParkedPermits.parked(parked.look())).isOne();
        assertThat(parked.take()).isTrue();
        assertThat(parked.take()).isFalse();
        assertThat(parked.takeAny()).isFalse();
        assertThat(parked.takeFrom(slot)).isFalse();
        assertThat(ParkedPermits.parked(parked.look())).isZero();
    }

    @Test
    void aThreadHasRoomForTwo() {
        assertThat(parked.park()).isNotNegative();
        assertThat(parked.park()).isNotNegative();
        assertThat(parked.park()).isNegative();
        assertThat(ParkedPermits.parked(parked.look())).isEqualTo(2);
        assertThat(parked.take()).isTrue();
        assertThat(parked.take()).isTrue();
        assertThat(parked.take()).isFalse();
    }

    @Test
    void othersFindItIfTheyLookEverywhere() throws Exception {
        parked.park();
        assertThat(onAnotherThread(parked::takeAny)).isTrue();
        assertThat(parked.take()).isFalse();
    }

    /** All in the same pair of slots, so that they get in each other's way. */
    @Test
    void noneIsLostOrDoubledWhereThreadsMeet() throws Exception {
        List<CompletableFuture<Integer>> held = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CompletableFuture<Integer> result = new CompletableFuture<>();
            held.add(result);
            new Thread(() -> result.complete(comeAndGo())) {
                @Override
                public long getId() {
                    return 7;
                }
            }.start();
        }
        int left = 0;
        for (CompletableFuture<Integer> each : held) {
            left += each.get(30, TimeUnit.SECONDS);
        }
        assertThat(left + ParkedPermits.parked(parked.look())).isEqualTo(4);
    }

    /** Begins with a permit; how many it holds at the end. */
    private int comeAndGo() {
        int held = 1;
        for (int i = 0; i < 300_000; i++) {
            if (held > 0 && parked.park() >= 0) {
                held--;
            } else if (parked.take()) {
                held++;
            }
        }
        return held;
    }

    /** The count alone would be the same. */
    @Test
    void aLookTellsThatAPermitHasComeAndGone() {
        parked.park();
        long before = parked.look();
        assertThat(parked.look()).isEqualTo(before);
        parked.take();
        parked.park();
        assertThat(ParkedPermits.parked(parked.look())).isEqualTo(ParkedPermits.parked(before));
        assertThat(parked.look()).isNotEqualTo(before);
    }

    @Test
    void aThreadThatDoesNotTellItsIdParksAllTheSame() throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        new Thread(() -> done.complete(parked.park() >= 0 && parked.take())) {
            @Override
            public long getId() {
                throw new IllegalStateException("no id");
            }
        }.start();
        assertThat(done.get(10, TimeUnit.SECONDS)).isTrue();
    }

    private static boolean onAnotherThread(BooleanSupplier work) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        new Thread(() -> done.complete(work.getAsBoolean())).start();
        return done.get(10, TimeUnit.SECONDS);
    }
}
