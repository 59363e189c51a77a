package dev.dbpool.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ReportTextTest {
    @Test
    void isInTheOrderInWhichItIsNeeded() {
        String text = ReportScene.with("com.shop.Orders.save(Orders.java:8)", 3).toText();
        assertThat(text)
                .startsWith("auth-service/com.shop.Orders.save(Orders.java:8) at 2026-11-25T03:00:00.123Z:"
                        + " 12 of 12 in use, 0 idle, 31 waiting")
                .containsSubsequence(
                        "why   BLOCKED ON LOCKS (70 %): 9 of 12",
                        "next  do ",
                        "see   docs/verdicts.md#blocked-on-locks",
                        "why   LEAKED (30 %)",
                        "holders, longest first",
                        "callers waiting",
                        "blockers",
                        "  pid 4711, connection 8 of this pool",
                        "server",
                        "history, oldest to newest",
                        "waiting         28     29     30     31");
    }

    @ParameterizedTest
    @FieldSource("dev.dbpool.report.HostileTexts#ALL")
    void everyLineIsHarmlessAndFitsTheScreen(String text) {
        assertThat(ReportScene.with(text, 5).toText().lines())
                .allMatch(HostileTexts::harmless)
                .allMatch(line -> line.length() <= 120);
    }

    @Test
    void holdersThatAreAlikeAreOneRow() {
        String text =
                ReportScene.with("com.shop.Orders.save(Orders.java:8)", 200).toText();
        assertThat(text.lines().count()).isLessThan(60);
        assertThat(text).contains("holders, longest first (200 of 200 in 1 group)");
        assertThat(text.lines()).anyMatch(line -> line.startsWith(" 200 x  41 s      com.shop.Orders.s"));
    }

    @Test
    void manyGroupsAreCutAndCounted() {
        List<HeldConnection> different = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            different.addAll(ReportScene.with("com.shop.Orders.save" + i, 1).held());
        }
        Report one = ReportScene.with("x", 0);
        Report report = new Report(
                one.service(),
                one.pool(),
                one.at(),
                one.findings(),
                one.now(),
                different,
                one.waiting(),
                one.server(),
                one.connecting(),
                one.admission(),
                one.history());
        assertThat(report.toText()).contains("60 groups", "        and 35 more");
    }

    @Test
    void longHistoryIsShownInAFewColumns() {
        Report one = ReportScene.with("x", 0);
        List<PoolSample> history = new ArrayList<>();
        for (int ago = 300; ago >= 0; ago--) {
            history.add(ReportScene.sample(ago));
        }
        Report report = new Report(
                one.service(),
                one.pool(),
                one.at(),
                one.findings(),
                one.now(),
                List.of(),
                one.waiting(),
                one.server(),
                one.connecting(),
                one.admission(),
                history);
        assertThat(report.toText().lines())
                .anyMatch(line -> line.startsWith("  seconds ago    300 ") && line.endsWith(" 0"));
        assertThat(report.toText().lines()).allMatch(line -> line.length() <= 120);
    }

    @Test
    void withoutTroubleItSaysSo() {
        assertThat(ReportScene.empty().toText()).contains("No trouble").doesNotContain("why");
        assertThat(ReportScene.empty().verdict()).isEqualTo(Optional.empty());
        assertThat(ReportScene.empty().held()).isEqualTo(Collections.emptyList());
    }
}
