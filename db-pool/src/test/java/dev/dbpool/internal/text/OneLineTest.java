package dev.dbpool.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OneLineTest {
    @Test
    void ordinaryTextStaysWhatItIs() {
        String text = "SELECT \"größe\" FROM 表 WHERE note = '…' -- 😀";
        assertThat(OneLine.of(text, 200)).isSameAs(text);
    }

    @Test
    void whatMovesColoursOrReversesIsEscaped() {
        assertThat(OneLine.of("a\nb\r\tc\u001b[31md\u0007\u202ee\u2066f\u2028g\u0085h\u200bi\u007f", 200))
                .isEqualTo("a\\nb\\r\\tc\\u001b[31md\\u0007\\u202ee\\u2066f\\u2028g\\u0085h\\u200bi\\u007f");
    }

    @Test
    void loneSurrogatesAreEscaped() {
        assertThat(OneLine.of("a\ud83d b\ude00", 200)).isEqualTo("a\\ud83d b\\ude00");
    }

    @Test
    void characterBeyondTheFirstPlaneThatCannotBePrintedIsEscaped() {
        assertThat(OneLine.of("a\udb40\udc41", 200)).isEqualTo("a\\u{e0041}");
    }

    @Test
    void twiceIsLikeOnce() {
        String once = OneLine.of("a\nb\u202e", 200);
        assertThat(OneLine.of(once, 200)).isEqualTo(once);
    }

    @Test
    void longTextIsCutWithoutSplittingACharacter() {
        assertThat(OneLine.of("abcdefghij", 8)).isEqualTo("abcde...");
        assertThat(OneLine.of("abcd😀ghij", 8)).isEqualTo("abcd...");
        assertThat(OneLine.shortenFront("abcdefghij", 8)).isEqualTo("...fghij");
        assertThat(OneLine.shortenFront("abcd😀ghij", 8)).isEqualTo("...ghij");
    }

    @Test
    void escapingNeverExceedsTheLimit() {
        assertThat(OneLine.of("\n".repeat(5_000), 100)).hasSize(100).endsWith("...");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com.shop.OrderService.checkout(OrderService.java:88) | OrderService.checkout(OrderService.java:88)",
                "com.shop.Outer$Inner.lambda$run$0(Outer.java:8) | Outer$Inner.lambda$run$0(Outer.java:8)",
                "Main.main(Main.java:1) | Main.main(Main.java:1)",
                "com.shop.Native.call | Native.call",
                "odd | odd",
                "(((. | (((.",
            })
    void frameIsShownWithoutItsPackage(String frame, String shown) {
        assertThat(OneLine.withoutPackage(frame)).isEqualTo(shown);
    }
}
