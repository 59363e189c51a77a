package dev.dbpool.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {
    @ParameterizedTest
    @CsvSource({
        "-PT1S, 0 ms",
        "PT0S, 0 ms",
        "PT0.120S, 120 ms",
        "PT1S, 1 s",
        "PT1.5S, 1.5 s",
        "PT9.99S, 10.0 s",
        "PT41.7S, 41 s",
        "PT119S, 119 s",
        "PT125S, 2 min 5 s",
        "PT2H, 2 h",
        "PT3H10M, 3 h 10 min",
        "PT50H, 2 d 2 h",
    })
    void timeIsShownWithAsMuchAsTellsSomething(Duration time, String shown) {
        assertThat(Amount.time(time)).isEqualTo(shown);
    }

    @Test
    void noTimeIsTooLong() {
        assertThat(Amount.time(Duration.ofSeconds(Long.MAX_VALUE))).endsWith(" h");
        assertThat(Amount.time(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo("0 ms");
    }

    @Test
    void sharesAndRatesAreRounded() {
        assertThat(Amount.percent(0.7449)).isEqualTo("74 %");
        assertThat(Amount.number(0.44)).isEqualTo("0.4");
        assertThat(Amount.number(120.7)).isEqualTo("121");
    }
}
