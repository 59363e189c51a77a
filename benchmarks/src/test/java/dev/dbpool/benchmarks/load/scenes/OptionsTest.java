package dev.dbpool.benchmarks.load.scenes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void quickLeavesOutWhatTakesLong() {
        assertThat(Options.of(List.of("quick", "results")).only()).containsExactly("query", "overload");
        assertThat(Options.of(List.of("full", "results")).only())
                .containsExactly("query", "overload", "disturbance", "hold");
    }

    @Test
    void everythingCanBeChosen() {
        Options options =
                Options.of(List.of("quick", "results", "--seed", "7", "--rounds", "2", "--only", "hold,query"));

        assertThat(options.seed()).isEqualTo(7);
        assertThat(options.rounds()).isEqualTo(2);
        assertThat(options.only()).containsExactly("hold", "query");
    }

    @ParameterizedTest
    @CsvSource({
        "quick, expected quick|full FOLDER",
        "fast results, neither quick nor full: fast",
        "quick results --seed, expected quick|full FOLDER",
        "quick results --seed x, '--seed wants a whole number, not x'",
        "quick results --rounds 0, '--rounds wants 1 to 99, not 0'",
        "quick results --speed 1, unknown option: --speed",
        "quick results --only jmh, unknown scene: jmh",
    })
    void mistakesAreNamed(String arguments, String message) {
        assertThatThrownBy(() -> Options.of(List.of(arguments.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
