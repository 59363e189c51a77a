package dev.dbpool.internal.diagnosis;

import dev.dbpool.report.Finding;
import dev.dbpool.report.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Concludes from evidence why callers get no connection. Each hold is explained by one cause, the first in order that
 * does; causes are ranked by the connection-time that they explain. A pure function: no clock, no I/O.
 */
public final class Diagnosis {
    /** Below this, causes that are known are too small to stand for the whole. */
    private static final double TELLING = 0.25;

    /** From here on, what nothing explains is worth a finding. */
    private static final double MOST = 0.5;

    private final WeighedEvidence situation;

    private Diagnosis(WeighedEvidence situation) {
        this.situation = situation;
    }

    /** The causes, strongest first; empty if there is no trouble. */
    public static List<Finding> of(Evidence evidence) {
        if (evidence.closed()) {
            return List.of(new Finding(
                    Verdict.POOL_CLOSED,
                    1,
                    "the pool is closed",
                    evidence.held().isEmpty()
                            ? List.of()
                            : List.of(evidence.held().size() + " connections are still held"),
                    "Acquire before close(), or open a new pool"));
        }
        Diagnosis diagnosis = new Diagnosis(new WeighedEvidence(evidence));
        return evidence.troubled() ? diagnosis.trouble() : diagnosis.leaksOnly();
    }

    private List<Finding> leaksOnly() {
        List<Hold> leaked = situation.holds().stream()
                .filter(hold -> Leak.certain(hold, situation))
                .toList();
        return leaked.isEmpty() ? List.of() : List.of(new Leak(situation).conclude(explained(leaked)));
    }

    private List<Finding> trouble() {
        Map<Cause, List<Hold>> parts = new LinkedHashMap<>();
        for (Cause cause : causes()) {
            parts.put(cause, new ArrayList<>());
        }
        List<Hold> leftOver = leftOverBy(parts, leftOverBy(parts, situation.holds(), false), true);
        List<Hold> rest = withoutQueuedInProxy(parts, leftOver);
        List<Finding> findings = new ArrayList<>();
        parts.forEach((cause, holds) -> {
            if (!holds.isEmpty()) {
                findings.add(cause.conclude(explained(holds)));
            }
        });
        whatIsLeft(rest).ifPresent(findings::add);
        findings.sort(Comparator.comparingDouble(this::rank).reversed());
        openTransactions(parts, findings);
        new ConnectTrouble(situation).find().ifPresent(finding -> putFirst(findings, finding));
        if (findings.isEmpty()) {
            findings.add(new ConnectTrouble(situation).findForWantOfOthers().orElseGet(() -> undetermined(rest)));
        }
        return findings;
    }

    /** In the order of precedence; of two that explain as much, the earlier one is named first. */
    private List<Cause> causes() {
        return List.of(
                new SelfDeadlock(situation),
                new BlockedOnLocks(situation),
                new Leak(situation),
                new LostSession(situation),
                new HeldOutsideSql(situation),
                new IdleInTransaction(situation),
                new SlowSql(situation));
    }

    /** Adds each hold to the first cause that takes it. */
    private static List<Hold> leftOverBy(Map<Cause, List<Hold>> parts, List<Hold> holds, boolean byResemblance) {
        List<Hold> left = new ArrayList<>();
        for (Hold hold : holds) {
            Optional<List<Hold>> taker = parts.entrySet().stream()
                    .filter(part -> byResemblance
                            ? part.getKey().resembles(hold, part.getValue())
                            : part.getKey().explains(hold))
                    .map(Map.Entry::getValue)
                    .findFirst();
            taker.orElse(left).add(hold);
        }
        return left;
    }

    /** Who waits in the proxy waits for those who have its server connections: for the strongest of the other causes. */
    private List<Hold> withoutQueuedInProxy(Map<Cause, List<Hold>> parts, List<Hold> rest) {
        List<Hold> queued = rest.stream()
                .filter(hold -> hold.backend() == Hold.Backend.QUEUED_IN_PROXY)
                .toList();
        Optional<List<Hold>> strongest = parts.values().stream()
                .filter(holds -> !holds.isEmpty())
                .max(Comparator.comparingDouble(situation::share));
        if (queued.isEmpty() || strongest.isEmpty()) {
            return rest;
        }
        strongest.get().addAll(queued);
        return rest.stream()
                .filter(hold -> hold.backend() != Hold.Backend.QUEUED_IN_PROXY)
                .toList();
    }

    private Optional<Finding> whatIsLeft(List<Hold> rest) {
        if (rest.isEmpty() || situation.share(rest) < MOST) {
            return Optional.empty();
        }
        return new ConnectionDemand(situation).explain(explained(rest)).or(() -> Optional.of(undetermined(rest)));
    }

    private Finding undetermined(List<Hold> rest) {
        String nextStep = "Ask again with explain() while it lasts, and compare with pg_stat_activity";
        if (rest.isEmpty()) {
            String detail = situation.evidence().server().detail();
            return new Finding(
                    Verdict.UNDETERMINED,
                    1,
                    situation.active() + " of " + situation.max()
                            + " connections are in use, and nothing that is known explains why callers wait",
                    detail.isEmpty() ? List.of() : List.of(detail),
                    nextStep);
        }
        ExplainedHolds explained = explained(rest);
        return explained.finding(
                Verdict.UNDETERMINED,
                explained.connectionsAre() + " held, "
                        + explained.forAtMost(explained.longest().heldFor()) + " " + Wording.by(explained.longest())
                        + ", and nothing that is known explains why",
                List.of(),
                nextStep);
    }

    private double rank(Finding finding) {
        boolean certainlyStuck = finding.verdict() == Verdict.SELF_DEADLOCK && !situation.moving();
        if (certainlyStuck && finding.share() >= TELLING) {
            return 2;
        }
        return finding.verdict() == Verdict.UNDETERMINED && finding.share() < 1 - TELLING ? 0 : finding.share();
    }

    /** Work outside SQL in an open transaction is two faults at once; the second is named right after the first. */
    private void openTransactions(Map<Cause, List<Hold>> parts, List<Finding> findings) {
        List<Hold> both = parts.entrySet().stream()
                .filter(part -> part.getKey() instanceof HeldOutsideSql)
                .map(Map.Entry::getValue)
                .flatMap(Collection::stream)
                .filter(Hold::inTransaction)
                .toList();
        boolean named = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.IDLE_IN_TRANSACTION);
        if (both.isEmpty() || named) {
            return;
        }
        for (int i = 0; i < findings.size(); i++) {
            if (findings.get(i).verdict() == Verdict.HELD_OUTSIDE_SQL) {
                findings.add(i + 1, new IdleInTransaction(situation).conclude(explained(both)));
                return;
            }
        }
    }

    private static void putFirst(List<Finding> findings, Finding finding) {
        findings.removeIf(other -> other.verdict() == finding.verdict() || other.verdict() == Verdict.UNDETERMINED);
        findings.add(0, finding);
    }

    private ExplainedHolds explained(List<Hold> part) {
        return ExplainedHolds.of(situation, part);
    }
}
