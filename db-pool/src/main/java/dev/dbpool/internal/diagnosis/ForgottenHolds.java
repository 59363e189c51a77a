package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.text.OneLine;
import dev.dbpool.report.Activity;
import dev.dbpool.report.Waiting.Caller;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Connections that a thread holds which is at work, and which it has forgotten all the same.
 *
 * <p>A server's threads leak while they go on serving, and in the end all of them wait for a connection: that looks like
 * holders that want a second one. They differ in where they are. Whoever wants a second one is still inside the code
 * that acquired the first; whoever is at the very place again where that was acquired, or not in that code any more, has
 * begun anew. And nobody needs three connections that do nothing: nor do several threads that wait for their second have
 * two already, so where no place is known, the number of connections for each thread decides.
 */
final class ForgottenHolds {
    private static final int MANY = 3;
    private static final double MORE_THAN_ONE_EACH = 1.5;

    private final WeighedEvidence situation;
    private final Map<Long, Caller> callers = new HashMap<>();
    private final Map<Long, Long> idleByThread;

    /** What those with a known call site say together, for the others; empty if there is none. */
    private final Optional<Boolean> mostlyAnew;

    /** Several threads wait for a connection, and have more than one each. */
    private final boolean collected;

    ForgottenHolds(WeighedEvidence situation) {
        this.situation = situation;
        situation.evidence().waiting().callers().forEach(caller -> callers.put(caller.threadId(), caller));
        this.idleByThread = situation.holds().stream()
                .filter(Hold::idle)
                .collect(Collectors.groupingBy(hold -> hold.holder().threadId(), Collectors.counting()));
        List<Boolean> known = situation.holds().stream()
                .filter(hold -> hold.doing() == Activity.Kind.WAITING_FOR_CONNECTION)
                .flatMap(hold -> begunAnew(hold).stream())
                .toList();
        this.mostlyAnew = known.isEmpty()
                ? Optional.empty()
                : Optional.of(2 * known.stream().filter(anew -> anew).count() > known.size());
        Map<Long, Long> waiting = situation.holds().stream()
                .filter(hold -> hold.idle() && hold.doing() == Activity.Kind.WAITING_FOR_CONNECTION)
                .collect(Collectors.groupingBy(hold -> hold.holder().threadId(), Collectors.counting()));
        long held = waiting.values().stream().mapToLong(Long::longValue).sum();
        this.collected = waiting.size() > 1 && held >= MORE_THAN_ONE_EACH * waiting.size();
    }

    boolean contain(Hold hold) {
        if (!hold.idle()) {
            return false;
        }
        boolean many = idleByThread.getOrDefault(hold.holder().threadId(), 0L) >= MANY;
        return switch (hold.doing()) {
            case WAITING_FOR_CONNECTION ->
                begunAnew(hold).or(() -> mostlyAnew).orElse(many || collected) || untouched(hold);
            case GONE, IDLE_IN_EXECUTOR, IN_DRIVER -> false;
            default -> many && !hold.inTransaction() && hold.stateLasted(situation.settled());
        };
    }

    /** Whether the thread has left the code in which it acquired this; empty if it is not known where that was. */
    private Optional<Boolean> begunAnew(Hold hold) {
        List<String> now = Optional.ofNullable(callers.get(hold.holder().threadId()))
                .map(Caller::frames)
                .orElse(List.of());
        if (now.isEmpty()) {
            return Optional.empty();
        }
        return hold.holder().callSite().map(site -> atTheSamePlace(site, now) || !insideOf(site, now));
    }

    private static boolean atTheSamePlace(String site, List<String> now) {
        String here = now.stream().limit(2).collect(Collectors.joining(" from "));
        return site.equals(OneLine.of(here, OneLine.FRAME));
    }

    private static boolean insideOf(String site, List<String> now) {
        return List.of(site.split(" from ")).stream()
                .map(TaskOrigins::method)
                .anyMatch(acquired -> now.stream().map(TaskOrigins::method).anyMatch(acquired::equals));
    }

    /** For so long before the thread began to wait that it belongs to an earlier task of this thread. */
    private boolean untouched(Hold hold) {
        Duration waited = Optional.ofNullable(callers.get(hold.holder().threadId()))
                .map(Caller::waitedFor)
                .orElse(situation.longestWait());
        return !hold.presumed()
                && hold.stateLasted(Durations.sane(waited)
                        .plus(Durations.sane(situation.evidence().leakThreshold())));
    }
}
