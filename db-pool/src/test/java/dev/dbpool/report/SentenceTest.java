package dev.dbpool.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

class SentenceTest {
    @Test
    void saysWhyWhatNextAndWhereItIsExplained() {
        assertThat(ReportScene.of(ReportScene.finding(Verdict.IDLE_IN_TRANSACTION, 0.9, "idle"))
                        .sentence())
                .isEqualTo("9 of 12 connections are idle. do idle. See docs/verdicts.md#idle-in-transaction");
    }

    @Test
    void secondCauseIsNamedIfItMatters() {
        assertThat(ReportScene.of(
                                ReportScene.finding(Verdict.SLOW_SQL, 0.8, "slow"),
                                ReportScene.finding(Verdict.LEAK, 0.2, "leaked"))
                        .sentence())
                .isEqualTo("9 of 12 connections are slow (80 % of the time held). Also 9 of 12 connections are leaked"
                        + " (20 % of the time held). do slow. See docs/verdicts.md#slow-sql");
        assertThat(ReportScene.of(
                                ReportScene.finding(Verdict.SLOW_SQL, 0.81, "slow"),
                                ReportScene.finding(Verdict.LEAK, 0.19, "leaked"))
                        .sentence())
                .doesNotContain("leaked", "%");
    }

    /** What is held outside SQL with an open transaction is in two findings; the third is about other connections. */
    @Test
    void theSecondCauseIsOneOfOtherConnections() {
        assertThat(ReportScene.of(
                                ReportScene.finding(Verdict.HELD_OUTSIDE_SQL, 0.6, "in calls"),
                                ReportScene.finding(Verdict.IDLE_IN_TRANSACTION, 0.6, "in transaction"),
                                ReportScene.finding(Verdict.SLOW_SQL, 0.4, "slow"))
                        .sentence())
                .contains("in calls (60 %", "Also 9 of 12 connections are slow (40 %")
                .doesNotContain("in transaction");
        assertThat(ReportScene.of(
                                ReportScene.finding(Verdict.HELD_OUTSIDE_SQL, 0.5, "in calls"),
                                ReportScene.finding(Verdict.IDLE_IN_TRANSACTION, 0.3, "in transaction"),
                                ReportScene.finding(Verdict.SLOW_SQL, 0.2, "slow"))
                        .sentence())
                .contains("Also 9 of 12 connections are in transaction (30 %");
    }

    @Test
    void withoutTroubleThereIsNothingToSay() {
        assertThat(ReportScene.empty().sentence()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("dev.dbpool.report.HostileTexts#ALL")
    void isOneShortLineWhateverTheTexts(String text) {
        String sentence = ReportScene.with(text, 3).sentence();
        assertThat(sentence).matches(HostileTexts::harmless);
        assertThat(sentence)
                .hasSizeLessThanOrEqualTo(Report.MOST_SENTENCE)
                .endsWith(" See docs/verdicts.md#blocked-on-locks");
    }

    @ParameterizedTest
    @EnumSource
    void anchorIsNeverCut(Verdict verdict) {
        String sentence = ReportScene.of(
                        ReportScene.finding(verdict, 0.5, "y".repeat(5_000)),
                        ReportScene.finding(Verdict.UNDETERMINED, 0.5, "y".repeat(5_000)))
                .sentence();
        assertThat(sentence).hasSizeLessThanOrEqualTo(Report.MOST_SENTENCE).endsWith(verdict.anchor());
    }
}
