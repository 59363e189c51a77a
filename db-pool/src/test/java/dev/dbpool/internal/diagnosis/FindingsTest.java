package dev.dbpool.internal.diagnosis;

import static dev.dbpool.internal.diagnosis.HoldScene.CHECKOUT;
import static dev.dbpool.internal.diagnosis.HoldScene.blocker;
import static dev.dbpool.internal.diagnosis.Scene.pool;
import static dev.dbpool.report.Activity.Kind.IDLE_IN_EXECUTOR;
import static dev.dbpool.report.Activity.Kind.IN_DRIVER;
import static dev.dbpool.report.Verdict.LEAK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dbpool.report.Finding;
import dev.dbpool.report.ServerView.Status;
import org.junit.jupiter.api.Test;

/** Findings claim no more than was seen, and their next steps do no harm. */
class FindingsTest {
    @Test
    void aBlockerThatPostgresHidesIsNotSaidToBeIdle() {
        Finding finding =
                first(pool(3).hold(3, h -> h.doing(IN_DRIVER, CHECKOUT).blockedBy(blocker(4711, "", "", 0))));
        assertThat(finding.summary())
                .contains("backend 4711")
                .contains("does not show")
                .doesNotContain("0 ms");
        assertThat(finding.nextStep()).contains("pg_read_all_stats").doesNotContain("pg_terminate_backend");
    }

    @Test
    void aBlockerWithoutTransactionHoldsAnAdvisoryLock() {
        Finding finding = first(
                pool(3).hold(3, h -> h.doing(IN_DRIVER, CHECKOUT).blockedBy(blocker(4711, "jobs", "idle", 60_000))));
        assertThat(finding.nextStep()).contains("advisory").doesNotContain("End the transaction");
    }

    @Test
    void aLeakOfWhichPostgresSaysNothingIsNotSaidToRunNothing() {
        Finding finding =
                first(pool(3).server(Status.NO_PERMISSION, "no permission").hold(3, h -> h.doing(IDLE_IN_EXECUTOR)));
        assertThat(finding.verdict()).isEqualTo(LEAK);
        assertThat(finding.summary()).contains("could not be seen").doesNotContain("nothing has been executed");
    }

    private static Finding first(Scene scene) {
        return Diagnosis.of(scene.evidence()).get(0);
    }

    /** The second frame says who called; the first says where to look, and is kept if both are too long. */
    @Test
    void ofALongCallSiteTheInnerFrameStays() {
        String inner = "com.shop.orders.OrderRepository.findAllByCustomerAndState(OrderRepository.java:1088)";
        String outer = "com.shop.orders.OrderApplicationService.recalculateEverything(OrderApplicationService.java:31)";

        assertThat(Wording.frame(inner + " from " + outer))
                .isEqualTo("OrderRepository.findAllByCustomerAndState(OrderRepository.java:1088)");
        assertThat(Wording.frame("com.shop.A.a(A.java:1) from com.shop.B.b(B.java:2)"))
                .isEqualTo("A.a(A.java:1) from B.b(B.java:2)");
    }
}
