package dev.dbpool.internal.diagnosis;

import static dev.dbpool.internal.diagnosis.HoldScene.blocker;
import static dev.dbpool.internal.diagnosis.Scene.pool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dbpool.ConnectFailure;
import dev.dbpool.internal.diagnosis.Evidence.Connecting;
import dev.dbpool.internal.diagnosis.Evidence.Tasks;
import dev.dbpool.internal.stack.TaskKind;
import dev.dbpool.report.Activity;
import dev.dbpool.report.Activity.Kind;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.BackendSession.Blocker;
import dev.dbpool.report.Finding;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.Holder;
import dev.dbpool.report.PoolSample;
import dev.dbpool.report.ServerView;
import dev.dbpool.report.Verdict;
import dev.dbpool.report.Waiting;
import dev.dbpool.report.Waiting.Caller;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds of every diagnosis, whatever the evidence: clocks jump, views contradict each other, texts are hostile. */
class DiagnosisPropertiesTest {
    private static final int EVIDENCES = 150;

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300, 4_000, 50_000})
    void everyEvidenceHasAConclusion(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < EVIDENCES; i++) {
            Evidence evidence = new Chaos(random).evidence();
            List<Finding> findings = Diagnosis.of(evidence);
            assertThat(findings).as("seed %d, evidence %d", seed, i).allSatisfy(finding -> {
                assertThat(finding.share()).isBetween(0.0, 1.0);
                assertThat(finding.summary()).isNotBlank();
                assertThat(finding.nextStep()).isNotBlank();
            });
            assertThat(findings).extracting(Finding::verdict).doesNotHaveDuplicates();
            assertThat(findings.isEmpty()).isEqualTo(!evidence.closed() && !evidence.troubled() && noLeak(findings));
            assertThat(Diagnosis.of(evidence)).as("it is a function").isEqualTo(findings);
        }
    }

    private static boolean noLeak(List<Finding> findings) {
        return findings.stream().noneMatch(finding -> finding.verdict() == Verdict.LEAK);
    }

    @Test
    void sharesOfDifferentHoldsAddUpToTheWhole() {
        List<Finding> findings =
                Diagnosis.of(pool(8).hold(3, h -> h.doing(Kind.GONE).idle(20_000))
                        .hold(1, h -> h.doing(Kind.SLEEPING, HoldScene.CHECKOUT).idleInTransaction(20_000))
                        .hold(4, h -> h.blockedBy(blocker(7, "billing", "active", 9_000)))
                        .evidence());
        assertThat(findings)
                .extracting(Finding::verdict)
                .containsExactly(Verdict.BLOCKED_ON_LOCKS, Verdict.LEAK, Verdict.IDLE_IN_TRANSACTION);
        assertThat(findings).extracting(Finding::share).containsExactly(0.5, 0.375, 0.125);
    }

    @Test
    void moreHoldsOfAKindNeverExplainLess() {
        double before = 0;
        for (int blocked = 1; blocked <= 12; blocked++) {
            int rest = 12 - blocked;
            int count = blocked;
            double share = Diagnosis.of(pool(12).hold(count, h -> h.blockedBy(blocker(7, "billing", "active", 9_000)))
                            .hold(
                                    rest,
                                    h -> h.doing(Kind.SLEEPING, HoldScene.CHECKOUT)
                                            .idle(20_000))
                            .evidence())
                    .stream()
                    .filter(finding -> finding.verdict() == Verdict.BLOCKED_ON_LOCKS)
                    .mapToDouble(Finding::share)
                    .sum();
            assertThat(share).isCloseTo(blocked / 12.0, within(1e-6)).isGreaterThan(before);
            before = share;
        }
    }

    @Test
    void thousandsOfHoldersAreJudgedLikeFew() {
        List<Finding> findings = Diagnosis.of(pool(5_000)
                .hold(4_000, h -> h.doing(Kind.IN_OTHER_IO, HoldScene.CHECKOUT).idle(20_000))
                .hold(1_000, h -> h.blockedBy(blocker(7, "many", "active", 9_000)))
                .evidence());
        assertThat(findings)
                .extracting(Finding::verdict)
                .containsExactly(Verdict.HELD_OUTSIDE_SQL, Verdict.BLOCKED_ON_LOCKS);
        assertThat(findings)
                .allSatisfy(finding -> assertThat(finding.evidence()).hasSizeLessThan(12));
    }

    /** Evidence such as no pool would give. */
    private static final class Chaos {
        private static final List<String> TEXTS =
                List.of("", "x", "com.shop.A.b(A.java:1)", "\u001b[31m\r\n\u202e", "(((", ".");
        private static final List<String> STATES =
                List.of("active", "idle", "idle in transaction", "idle in transaction (aborted)", "", "disabled");

        private final Random random;

        Chaos(Random random) {
            this.random = random;
        }

        private Tasks tasks() {
            List<TaskKind> kinds = List.of(TaskKind.values());
            return new Tasks(
                    Map.of((long) random.nextInt(9), any(kinds), 9L + random.nextInt(9), any(kinds)),
                    Map.of((long) random.nextInt(9), Set.of(any(kinds))));
        }

        Evidence evidence() {
            return new Evidence(
                    list(this::held),
                    new Waiting(random.nextInt(50) - 1, time(), list(this::caller)),
                    new ServerView(
                            any(List.of(ServerView.Status.values())),
                            any(TEXTS),
                            maybe(this::time),
                            Map.of(any(STATES), random.nextInt(9) - 1, "blocked on locks", random.nextInt(3)),
                            maybe(random::nextInt),
                            maybe(random::nextInt)),
                    maybe(() -> new Connecting(
                            maybe(() -> any(List.of(ConnectFailure.values()))), any(TEXTS), time(), time())),
                    list(this::sample),
                    random.nextInt(4) > 0,
                    random.nextInt(20) == 0,
                    tasks(),
                    time(),
                    time());
        }

        private HeldConnection held() {
            return new HeldConnection(
                    new Holder(
                            random.nextInt(10),
                            random.nextInt(10),
                            any(TEXTS),
                            random.nextInt(5),
                            time(),
                            random.nextInt(),
                            maybe(() -> any(TEXTS))),
                    new Activity(
                            any(List.of(Kind.values())), maybe(() -> any(TEXTS)), list(() -> any(TEXTS)), maybe(() ->
                                    (long) random.nextInt(5))),
                    maybe(this::session));
        }

        private BackendSession session() {
            return new BackendSession(
                    random.nextInt(10),
                    any(STATES),
                    maybe(() -> any(List.of("Lock", "Client", "IO", ""))),
                    maybe(() -> any(TEXTS)),
                    time(),
                    maybe(this::time),
                    maybe(this::time),
                    any(TEXTS),
                    random.nextInt(5) > 0 ? List.of() : list(this::aBlocker));
        }

        private Blocker aBlocker() {
            return new Blocker(
                    random.nextInt(10), any(TEXTS), any(STATES), time(), maybe(this::time), any(TEXTS), maybe(() ->
                            (long) random.nextInt(10)));
        }

        private Caller caller() {
            return new Caller(any(TEXTS), random.nextInt(5), time(), list(() -> any(TEXTS)));
        }

        private PoolSample sample() {
            return new PoolSample(
                    Instant.EPOCH,
                    time(),
                    random.nextInt(20) - 2,
                    random.nextInt(5) - 2,
                    random.nextInt(10),
                    random.nextInt(9) - 2,
                    time(),
                    random.nextInt(1_000),
                    random.nextInt(1_000),
                    random.nextInt(1_000),
                    random.nextInt(1_000),
                    time());
        }

        private Duration time() {
            return any(List.of(
                    Duration.ZERO,
                    Duration.ofMillis(random.nextInt(200)),
                    Duration.ofSeconds(random.nextInt(200)),
                    Duration.ofHours(-5),
                    Duration.ofSeconds(Long.MAX_VALUE),
                    Duration.ofSeconds(Long.MIN_VALUE)));
        }

        private <T> T any(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        private <T> Optional<T> maybe(Supplier<T> value) {
            return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
        }

        private <T> List<T> list(Supplier<T> item) {
            List<T> items = new ArrayList<>();
            for (int left = random.nextInt(8); left > 0; left--) {
                items.add(item.get());
            }
            return items;
        }
    }
}
