package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What db-pool knows about a pool at one instant, and what it makes of it. Immutable; contains no SQL literal, no bind
 * value and no secret, and every text in it is safe to print on one line.
 */
public final class Report {
    /** Holders beyond this number are counted, not listed. */
    public static final int MOST_HELD = 200;

    /** No {@link #sentence} is longer. */
    public static final int MOST_SENTENCE = 740;

    private final String service;
    private final Optional<String> pool;
    private final Instant at;
    private final List<Finding> findings;
    private final PoolSample now;
    private final List<HeldConnection> held;
    private final Waiting waiting;
    private final ServerView server;
    private final Optional<String> connecting;
    private final String admission;
    private final List<PoolSample> history;

    /** With all parts. This constructor stays when a part is added. */
    public Report(
            String service,
            Optional<String> pool,
            Instant at,
            List<Finding> findings,
            PoolSample now,
            List<HeldConnection> held,
            Waiting waiting,
            ServerView server,
            Optional<String> connecting,
            String admission,
            List<PoolSample> history) {
        this.service = OneLine.of(service, OneLine.NAME);
        this.pool = pool.map(name -> OneLine.of(name, OneLine.NAME));
        this.at = at;
        this.findings = List.copyOf(findings);
        this.now = now;
        this.held = List.copyOf(held);
        this.waiting = waiting;
        this.server = server;
        this.connecting = connecting.map(sentence -> OneLine.of(sentence, OneLine.TEXT));
        this.admission = OneLine.of(admission, OneLine.TEXT);
        this.history = List.copyOf(history);
    }

    /** The service. */
    public String service() {
        return service;
    }

    /** The pool's name, if it has one. */
    public Optional<String> pool() {
        return pool;
    }

    /** When it was made. */
    public Instant at() {
        return at;
    }

    /** The causes, strongest first; empty if there is no trouble. */
    public List<Finding> findings() {
        return findings;
    }

    /** The pool's numbers. */
    public PoolSample now() {
        return now;
    }

    /** Connections in use, longest held first; at most {@value #MOST_HELD}. */
    public List<HeldConnection> held() {
        return held;
    }

    /** The callers who wait. */
    public Waiting waiting() {
        return waiting;
    }

    /** What PostgreSQL said. */
    public ServerView server() {
        return server;
    }

    /** What is known of opening sessions, if an attempt failed or is under way; one sentence. */
    public Optional<String> connecting() {
        return connecting;
    }

    /** The state of admission; one sentence. */
    public String admission() {
        return admission;
    }

    /** The last minutes, oldest first. */
    public List<PoolSample> history() {
        return history;
    }

    /** The strongest cause; empty if there is no trouble. */
    public Optional<Verdict> verdict() {
        return findings.stream().findFirst().map(Finding::verdict);
    }

    /**
     * Why, and what to do next, as an exception's message ends: the strongest cause with its numbers, the second if it
     * matters, the next step of the first and where it is documented. One line of at most {@value #MOST_SENTENCE}
     * characters; empty if there is no trouble.
     */
    public String sentence() {
        return Sentence.of(findings);
    }

    /**
     * The report for people, most important first: causes and next steps, holders, who blocks them, the server, the last
     * minutes. Several lines of at most 120 characters, plain ASCII but for names.
     */
    public String toText() {
        return new ReportText(this).toString();
    }

    /** The report for programs, as {@code docs/report.schema.json} describes it. */
    public String toJson() {
        return ReportJson.of(this);
    }

    /** As {@link #toText}. */
    @Override
    public String toString() {
        return toText();
    }
}
