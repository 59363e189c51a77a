package dev.dbpool.internal.diagnosis;

import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import dev.dbpool.report.Activity;
import dev.dbpool.report.BackendSession;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How places, threads, activities and backends are put into words, the same in every finding. */
final class Wording {
    private static final String FROM = " from ";
    private static final int SHORT_NAME = 50;
    private static final int SHORT_FRAME = 100;
    private static final int SHORT_QUERY = 160;

    /** In a summary, which may become part of an exception's message. */
    private static final int SHORTEST_QUERY = 70;

    private Wording() {}

    /** {@code by OrderService.checkout(OrderService.java:88) on thread "http-7"}. */
    static String by(Hold hold) {
        String thread = "thread \"" + threadName(hold) + "\"";
        return "by " + site(hold).map(site -> site + " on " + thread).orElse(thread);
    }

    /** {@code OrderService.checkout(OrderService.java:88)}, or the thread if no place in the code is known. */
    static String place(Hold hold) {
        return site(hold).orElseGet(() -> "the code of thread \"" + threadName(hold) + "\"");
    }

    /** Where it was acquired, or else what its thread is in. */
    static Optional<String> site(Hold hold) {
        return hold.site().map(Wording::frame);
    }

    /** Of a call site with two frames the inner one matters more, and is kept if only one fits. */
    static String frame(String frame) {
        String[] places = frame.split(FROM, 2);
        String inner = OneLine.withoutPackage(places[0]);
        String both = places.length == 1 ? inner : inner + FROM + OneLine.withoutPackage(places[1]);
        return both.length() <= SHORT_FRAME ? both : OneLine.shortenFront(inner, SHORT_FRAME);
    }

    static String threadName(Hold hold) {
        return shortName(hold.holder().threadLabel());
    }

    static String shortName(String name) {
        return OneLine.shorten(name, SHORT_NAME);
    }

    static String query(String fingerprint) {
        return OneLine.shorten(fingerprint, SHORT_QUERY);
    }

    static String shortQuery(String fingerprint) {
        return OneLine.shorten(fingerprint, SHORTEST_QUERY);
    }

    /** After "a thread which": {@code sleeps in OrderService.checkout(OrderService.java:91)}. */
    static String doing(Activity activity) {
        return verb(activity.kind())
                + activity.where().map(frame -> " in " + frame(frame)).orElse("");
    }

    private static String verb(Activity.Kind kind) {
        return switch (kind) {
            case GONE -> "has ended";
            case IDLE_IN_EXECUTOR -> "waits for its next task";
            case IN_DRIVER -> "is in SQL";
            case WAITING_FOR_CONNECTION -> "waits for a further connection";
            case WAITING_FOR_THREAD -> "waits for another thread";
            case WAITING_FOR_LOCK -> "waits for a lock, or for another pool, in this process";
            case IN_OTHER_IO -> "is in other I/O";
            case SLEEPING -> "sleeps";
            case COMPUTING -> "computes";
            case UNKNOWN -> "could not be looked at";
        };
    }

    /** What their threads do, most frequent first: {@code 4 in other I/O such as an HTTP call, 1 sleeping}. */
    static String activities(List<Hold> holds) {
        Map<Activity.Kind, Long> counts =
                holds.stream().collect(Collectors.groupingBy(Hold::doing, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<Activity.Kind, Long>comparingByValue().reversed())
                .map(count -> (counts.size() == 1 ? "" : count.getValue() + " ") + participle(count.getKey()))
                .collect(Collectors.joining(", "));
    }

    private static String participle(Activity.Kind kind) {
        return switch (kind) {
            case GONE -> "ended";
            case IDLE_IN_EXECUTOR -> "between tasks";
            case IN_DRIVER -> "in a driver, while nothing runs on this connection";
            case WAITING_FOR_CONNECTION -> "waiting for a further connection";
            case WAITING_FOR_THREAD -> "waiting for another thread";
            case WAITING_FOR_LOCK -> "waiting for a lock, or for another pool, in this process";
            case IN_OTHER_IO -> "in other I/O such as an HTTP call";
            case SLEEPING -> "sleeping";
            case COMPUTING -> "computing";
            case UNKNOWN -> "doing what could not be seen";
        };
    }

    /** After "backend": {@code 4711 is idle in transaction for 41 s: UPDATE …}. */
    static String backend(Hold hold) {
        return hold.session()
                .map(Wording::session)
                .orElseGet(() -> hold.holder().backendPid() + presumably(hold.backend()));
    }

    private static String presumably(Hold.Backend backend) {
        return switch (backend) {
            case BLOCKED -> " is presumably blocked on locks";
            case ACTIVE -> " is presumably active";
            case IDLE_IN_TRANSACTION -> " is presumably idle in transaction";
            case QUEUED_IN_PROXY -> " presumably waits in the proxy";
            case IDLE -> " is presumably idle";
            case UNKNOWN -> " was not seen";
        };
    }

    private static String session(BackendSession session) {
        return session.pid() + " is " + (session.state().isEmpty() ? "in an unknown state" : session.state()) + " for "
                + Amount.time(session.stateFor()) + waitEvent(session)
                + (session.query().isEmpty() ? "" : ": " + query(session.query()));
    }

    /** An idle session always waits for its client; that says nothing. */
    private static String waitEvent(BackendSession session) {
        return session.waitEventType()
                .filter(type -> !type.equals("Client") || session.state().equals("active"))
                .map(type -> " (" + type
                        + session.waitEvent().map(event -> "/" + event).orElse("") + ")")
                .orElse("");
    }
}
