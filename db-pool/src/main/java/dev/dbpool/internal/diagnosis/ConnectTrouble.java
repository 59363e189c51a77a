package dev.dbpool.internal.diagnosis;

import dev.dbpool.ConnectFailure;
import dev.dbpool.internal.diagnosis.Evidence.Connecting;
import dev.dbpool.internal.text.Amount;
import dev.dbpool.internal.text.OneLine;
import dev.dbpool.report.Finding;
import dev.dbpool.report.PoolSample;
import dev.dbpool.report.ServerView;
import dev.dbpool.report.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Callers wait for connections that cannot be opened, while the pool has room for them. */
final class ConnectTrouble {
    /** Rejected passwords are tried again every 30 s, an eighth more at most. */
    private static final Duration BETWEEN_DENIED_ATTEMPTS = Duration.ofSeconds(45);

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(10);
    private static final int SHORT_MESSAGE = 200;

    private final WeighedEvidence situation;

    ConnectTrouble(WeighedEvidence situation) {
        this.situation = situation;
    }

    /** If it is what callers wait for. */
    Optional<Finding> find() {
        return situation
                .evidence()
                .connecting()
                .filter(connecting -> roomLeft())
                .flatMap(connecting -> failed(connecting)
                        .or(() -> situation.somebodyWaits()
                                        && !connecting.inFlightFor().isZero()
                                ? Optional.of(hangs(connecting) ? hanging(connecting) : pending(connecting))
                                : Optional.empty()));
    }

    /** If nothing else explains why callers fail: one that was free for an instant is gone at the next. */
    Optional<Finding> findForWantOfOthers() {
        return situation
                .evidence()
                .connecting()
                .filter(connecting -> !situation.exhausted())
                .flatMap(this::failed);
    }

    private Optional<Finding> failed(Connecting connecting) {
        return connecting
                .failure()
                .filter(failure -> isRecent(failure, connecting))
                .map(failure -> failed(failure, connecting));
    }

    /** If all are in use, or some are free, then it is not a missing session that callers wait for. */
    private boolean roomLeft() {
        return !situation.exhausted()
                && situation.trend().now().map(PoolSample::idle).orElse(0) == 0;
    }

    private boolean isRecent(ConnectFailure failure, Connecting connecting) {
        Duration pause = failure.permanent()
                ? BETWEEN_DENIED_ATTEMPTS
                : Durations.max(
                        BETWEEN_ATTEMPTS, Durations.sane(situation.evidence().acquireTimeout()));
        return connecting.failedAgo().compareTo(pause.plus(Durations.sane(connecting.inFlightFor()))) <= 0;
    }

    /** A login takes milliseconds; on a server that is busy, or far away, some hundreds of them. */
    private boolean hangs(Connecting connecting) {
        Duration impatient = Durations.between(
                Duration.ofMillis(500),
                Durations.sane(situation.evidence().acquireTimeout())
                        .multipliedBy(3)
                        .dividedBy(4),
                situation.longTime());
        return connecting.inFlightFor().compareTo(impatient) >= 0;
    }

    private Finding failed(ConnectFailure failure, Connecting connecting) {
        String words = OneLine.of(connecting.message(), SHORT_MESSAGE);
        String when = " (" + failure.label() + ", " + Amount.time(connecting.failedAgo()) + " ago)";
        Verdict verdict = verdict(failure);
        return finding(
                verdict,
                whatHappens(failure, verdict) + when + (words.isEmpty() ? "" : ": " + words),
                connecting,
                nextStep(failure));
    }

    private static String whatHappens(ConnectFailure failure, Verdict verdict) {
        return failure == ConnectFailure.CREDENTIALS || failure == ConnectFailure.SETUP
                ? "the service's own part in a login fails"
                : verdict == Verdict.DATABASE_REFUSES ? "PostgreSQL gives no session" : "PostgreSQL cannot be reached";
    }

    private Finding hanging(Connecting connecting) {
        return finding(
                Verdict.DATABASE_UNREACHABLE,
                "PostgreSQL has not completed a login that began " + Amount.time(connecting.inFlightFor()) + " ago",
                connecting,
                "Check the server's load and the network on the way to it");
    }

    /** Whatever the holders do, those who wait now wait for a session; why it takes its time will show. */
    private Finding pending(Connecting connecting) {
        return finding(
                Verdict.UNDETERMINED,
                "callers wait for a session that PostgreSQL has been opening for "
                        + Amount.time(connecting.inFlightFor()),
                connecting,
                "Ask again with explain() in a second");
    }

    /** A port that refuses is like a host that is away: there is no PostgreSQL that would say something. */
    private static Verdict verdict(ConnectFailure failure) {
        return switch (failure) {
            case REFUSED, UNREACHABLE, TIMEOUT -> Verdict.DATABASE_UNREACHABLE;
            case AUTH, DATABASE, TOO_MANY_CONNECTIONS, TLS, STARTING, CREDENTIALS, SETUP, OTHER ->
                Verdict.DATABASE_REFUSES;
        };
    }

    private static String nextStep(ConnectFailure failure) {
        return switch (failure) {
            case REFUSED -> "Check that PostgreSQL runs and listens at the address in the URL";
            case UNREACHABLE -> "Check the host name in the URL and the network";
            case TIMEOUT -> "Check the network and the server's load, or raise connectTimeout";
            case AUTH -> "Check user, password and pg_hba.conf";
            case DATABASE -> "Check the database's name in the URL";
            case TOO_MANY_CONNECTIONS ->
                "Compare the sizes of all pools with max_connections and with the limits of the role and the database;"
                        + " pg_stat_activity says who has the sessions";
            case TLS -> "Check sslmode, the certificates and whether the server offers TLS";
            case STARTING -> "Wait: PostgreSQL is starting, stopping or recovering, and the pool tries again by itself";
            case CREDENTIALS -> "Look at the code behind credentials(…)";
            case SETUP -> "Look at what initSql and onConnect do in each new session";
            case OTHER -> "Look the server's words up in its log";
        };
    }

    private Finding finding(Verdict verdict, String summary, Connecting connecting, String nextStep) {
        List<String> evidence = new ArrayList<>();
        evidence.add(
                situation.active() + " of " + situation.max() + " connections are in use, so the pool may open more");
        if (!connecting.inFlightFor().isZero()) {
            evidence.add("an attempt is under way for " + Amount.time(connecting.inFlightFor()));
        }
        ServerView server = situation.evidence().server();
        server.sessions()
                .ifPresent(sessions -> evidence.add("the server has " + sessions + " sessions"
                        + server.maxSessions()
                                .map(max -> " of " + max + " allowed")
                                .orElse("")));
        if (!server.detail().isEmpty()) {
            evidence.add(server.detail());
        }
        return new Finding(verdict, 1, summary, evidence, nextStep);
    }
}
