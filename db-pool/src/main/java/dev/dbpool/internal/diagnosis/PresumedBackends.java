package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.diagnosis.Hold.Backend;
import dev.dbpool.report.Activity;
import dev.dbpool.report.BackendSession;
import dev.dbpool.report.HeldConnection;
import dev.dbpool.report.ServerView;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Says for every held connection what its backend does. Where the sessions cannot be matched with the holders, as
 * behind PgBouncer, it is presumed from the live stack and from how many sessions of the service are in which state.
 */
final class PresumedBackends {
    private PresumedBackends() {}

    static List<Hold> holds(Evidence evidence) {
        return evidence.server().status() == ServerView.Status.BEHIND_PROXY
                ? presumedBehindProxy(evidence)
                : evidence.held().stream()
                        .map(held -> session(held, evidence.server())
                                .map(session -> Hold.of(held, session))
                                .orElseGet(() -> Hold.presumed(held, byStack(held))))
                        .toList();
    }

    /** An answer from before this hold began is about another borrower. */
    private static Optional<BackendSession> session(HeldConnection held, ServerView server) {
        return held.session()
                .filter(session -> server.age()
                        .filter(age -> age.compareTo(held.holder().heldFor()) > 0)
                        .isEmpty());
    }

    private static Backend byStack(HeldConnection held) {
        return switch (held.activity().kind()) {
            case IN_DRIVER -> Backend.ACTIVE;
            case UNKNOWN -> Backend.UNKNOWN;
            default -> Backend.IDLE;
        };
    }

    /** The longest holds are given the states that explain them worst, as many as the server counts of each. */
    private static List<Hold> presumedBehindProxy(Evidence evidence) {
        Map<String, Integer> counted = evidence.server().ownSessions();
        if (counted.isEmpty()) {
            // The proxy did not even let the question through: nothing says who has its server connections.
            return evidence.held().stream()
                    .map(held -> Hold.presumed(held, byStack(held)))
                    .toList();
        }
        Pot blocked = new Pot(counted.getOrDefault("blocked on locks", 0));
        Pot active = new Pot(counted.getOrDefault("active", 0));
        Pot inTransaction = new Pot(counted.entrySet().stream()
                .filter(state -> state.getKey().startsWith("idle in transaction"))
                .mapToInt(Map.Entry::getValue)
                .sum());
        Map<HeldConnection, Backend> presumed = new HashMap<>();
        evidence.held().stream()
                .sorted(Comparator.comparing(
                        (HeldConnection held) -> held.holder().heldFor(), Comparator.reverseOrder()))
                .forEach(held -> presumed.put(
                        held,
                        held.activity().kind() == Activity.Kind.IN_DRIVER
                                ? blocked.take()
                                        ? Backend.BLOCKED
                                        : active.take() ? Backend.ACTIVE : Backend.QUEUED_IN_PROXY
                                : inTransaction.take() ? Backend.IDLE_IN_TRANSACTION : byStack(held)));
        return evidence.held().stream()
                .map(held -> Hold.presumed(held, presumed.getOrDefault(held, Backend.UNKNOWN)))
                .toList();
    }

    /** So many sessions are in a state; each is given to one hold. */
    private static final class Pot {
        private int left;

        Pot(int left) {
            this.left = left;
        }

        boolean take() {
            return left-- > 0;
        }
    }
}
