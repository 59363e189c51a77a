package dev.dbpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PriorityTest {

    @Test
    void aThreadIsNormalUnlessItSaysOtherwise() {
        assertThat(Priority.current()).isEqualTo(Priority.NORMAL);
        try (Priority.Scope outer = Priority.CRITICAL.enter()) {
            assertThat(Priority.current()).isEqualTo(Priority.CRITICAL);
            try (Priority.Scope inner = Priority.SHEDDABLE.enter()) {
                assertThat(Priority.current()).isEqualTo(Priority.SHEDDABLE);
                assertThat(inner).isNotSameAs(outer);
            }
            assertThat(Priority.current()).isEqualTo(Priority.CRITICAL);
        }
        assertThat(Priority.current()).isEqualTo(Priority.NORMAL);
    }

    @Test
    void closingAScopeTwiceDoesNothing() {
        Priority.Scope outer = Priority.CRITICAL.enter();
        Priority.Scope inner = Priority.SHEDDABLE.enter();
        inner.close();
        outer.close();
        inner.close();
        assertThat(Priority.current()).isEqualTo(Priority.NORMAL);
    }

    @Test
    void closingTheOuterScopeFirstLeavesNothingBehind() {
        Priority.Scope outer = Priority.CRITICAL.enter();
        Priority.Scope inner = Priority.SHEDDABLE.enter();
        outer.close();
        assertThat(Priority.current()).isEqualTo(Priority.NORMAL);
        inner.close();
        assertThat(Priority.current()).isEqualTo(Priority.NORMAL);
    }

    @Test
    void aScopeThatWasNotClosedEndsWithTheOneAroundIt() {
        try (Priority.Scope around = Priority.SHEDDABLE.enter()) {
            Priority.Scope outer = Priority.NORMAL.enter();
            Priority.Scope forgotten = Priority.CRITICAL.enter();
            outer.close();
            assertThat(Priority.current()).isEqualTo(Priority.SHEDDABLE);
            Priority.Scope next = Priority.CRITICAL.enter();
            forgotten.close();
            assertThat(Priority.current()).as("of a scope entered since").isEqualTo(Priority.CRITICAL);
            next.close();
            assertThat(around).isNotNull();
            assertThat(Priority.current()).isEqualTo(Priority.SHEDDABLE);
        }
        assertThat(Priority.current()).isEqualTo(Priority.NORMAL);
    }

    @Test
    void aScopeBelongsToItsThread() {
        try (Priority.Scope scope = Priority.CRITICAL.enter()) {
            assertThat(CompletableFuture.supplyAsync(Priority::current).join()).isEqualTo(Priority.NORMAL);
            CompletableFuture<Void> closedElsewhere = CompletableFuture.runAsync(scope::close);
            assertThatThrownBy(closedElsewhere::join).hasCauseInstanceOf(IllegalStateException.class);
            assertThat(Priority.current()).isEqualTo(Priority.CRITICAL);
        }
    }

    /** A thread of a pool whose tasks forget to close theirs would else keep one for each. */
    @Test
    void scopesThatAreNeverClosedAreForgottenFromAHundredOn() {
        for (int i = 0; i < 100; i++) {
            Priority.Scope unused = Priority.CRITICAL.enter();
        }
        try (Priority.Scope last = Priority.SHEDDABLE.enter()) {
            assertThat(last).isNotNull();
            assertThat(Priority.current()).isEqualTo(Priority.SHEDDABLE);
        }
        assertThat(Priority.current()).isEqualTo(Priority.NORMAL);
    }
}
