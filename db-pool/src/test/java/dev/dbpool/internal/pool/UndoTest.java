package dev.dbpool.internal.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndoTest {
    private final List<String> taken = new ArrayList<>();
    private final Undo undo = new Undo();

    @Test
    void theLastStepComesFirstAndNoneComesTwice() {
        undo.add(() -> taken.add("sessions"));
        undo.add(() -> taken.add("engine"));

        undo.run();
        undo.run();

        assertThat(taken).containsExactly("engine", "sessions");
    }

    @Test
    void aStepThatThrowsKeepsNoOtherFromBeingTaken() {
        undo.add(() -> taken.add("sessions"));
        undo.add(() -> {
            throw new OutOfMemoryError("staged");
        });
        undo.add(() -> taken.add("monitor"));

        assertThatThrownBy(undo::run).isInstanceOf(OutOfMemoryError.class);

        assertThat(taken).containsExactly("monitor", "sessions");
    }
}
