package dev.dbpool.internal.report;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import dev.dbpool.report.Activity;
import dev.dbpool.report.BackendSession;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How activities and backends are put into words, the same in every finding. */
final class Wording {
    private static final int SHORT_QUERY = 160;
    private static final int SHORT_FRAME = 110;

    private Wording() {}

    /** After "thread": {@code sleeps in OrderService.checkout(OrderService.java:91)}. */
    static String doing(Activity activity) {
        return verb(activity.kind())
                + activity.where().map(frame -> " in " + frame(frame)).orElse("");
    }

    private static String verb(Activity.Kind kind) {
        return switch (kind) {
            case GONE -> "has ended";
            case IDLE_IN_EXECUTOR -> "waits for its next task";
            case IN_DRIVER -> "is in the driver";
            case WAITING_FOR_CONNECTION -> "waits for a further connection";
            case WAITING_FOR_THREAD -> "waits for another thread";
            case WAITING_FOR_LOCK -> "waits for a lock in this process";
            case IN_OTHER_IO -> "is in I/O that is not the database's";
            case SLEEPING -> "sleeps";
            case COMPUTING -> "computes";
            case UNKNOWN -> "does something unknown";
        };
    }

    /** After "4 threads are": counts of what they do, most frequent first. */
    static String activities(List<Suspect> holds) {
        Map<Activity.Kind, Long> counts =
                holds.stream().collect(Collectors.groupingBy(Suspect::doing, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Activity.Kind, Long>comparingByValue().reversed())
                .map(count -> (counts.size() == 1 ? "" : count.getValue() + " ") + participle(count.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String participle(Activity.Kind kind) {
        return switch (kind) {
            case GONE -> "ended";
            case IDLE_IN_EXECUTOR -> "between tasks";
            case IN_DRIVER -> "in SQL on another connection";
            case WAITING_FOR_CONNECTION -> "waiting for a further connection";
            case WAITING_FOR_THREAD -> "waiting for another thread";
            case WAITING_FOR_LOCK -> "waiting for a lock in this process";
            case IN_OTHER_IO -> "in other I/O such as an HTTP call";
            case SLEEPING -> "sleeping";
            case COMPUTING -> "computing";
            case UNKNOWN -> "doing something unknown";
        };
    }

    /** After "backend": {@code 4711 is idle in transaction for 41 s, last: UPDATE …}. */
    static String backend(Suspect hold) {
        return hold.session()
                .map(Wording::session)
                .orElseGet(() -> hold.holder().backendPid() + " was not seen"
                        + switch (hold.backend()) {
                            case BLOCKED -> ", presumably blocked on locks";
                            case ACTIVE -> ", presumably active";
                            case IDLE_IN_TRANSACTION -> ", presumably idle in transaction";
                            case QUEUED_IN_PROXY -> ", presumably waits in the proxy";
                            case IDLE, UNKNOWN -> "";
                        });
    }

    private static String session(BackendSession session) {
        String state = session.state().isEmpty() ? "in an unknown state" : session.state();
        return session.pid() + " is " + state + " for " + Amount.time(session.stateFor()) + waitEvent(session)
                + (session.query().isEmpty() ? "" : ": " + query(session.query()));
    }

    private static String waitEvent(BackendSession session) {
        boolean telling =
                session.waitEventType().filter(type -> !type.equals("Client")).isPresent()
                        || session.state().equals("active");
        return telling
                ? session.waitEventType()
                        .map(type -> " (" + type
                                + session.waitEvent().map(event -> "/" + event).orElse("") + ")")
                        .orElse("")
                : "";
    }

    static String query(String fingerprint) {
        return OneLine.shorten(fingerprint, SHORT_QUERY);
    }

    /** For a summary, which may become part of an exception's message. */
    static String shortQuery(String fingerprint) {
        return OneLine.shorten(fingerprint, 70);
    }

    static String shortName(String name) {
        return OneLine.shorten(name, 60);
    }

    static String frame(String frame) {
        return OneLine.shortenFront(frame, SHORT_FRAME);
    }
}
