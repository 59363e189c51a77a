package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What db-pool knows about a pool at one instant, and what it makes of it. Immutable; contains no SQL literal, no bind
 * value and no secret, and every text in it is safe to print on one line.
 *
 * @param service the service
 * @param pool the pool's name, if it has one
 * @param at when it was made
 * @param findings the causes, strongest first; empty if there is no trouble
 * @param now the pool's numbers
 * @param held connections in use, longest held first; at most {@value #MOST_HELD}
 * @param waiting the callers who wait
 * @param server what PostgreSQL said
 * @param connecting what is known of opening sessions, if an attempt failed or is under way; one sentence
 * @param admission the state of admission; one sentence
 * @param history the last minutes, oldest first
 */
public record Report(
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
    /** Holders beyond this number are counted, not listed. */
    public static final int MOST_HELD = 200;

    /** No {@link #sentence} is longer. */
    public static final int MOST_SENTENCE = 740;

    public Report {
        service = OneLine.of(service, OneLine.NAME);
        pool = pool.map(name -> OneLine.of(name, OneLine.NAME));
        connecting = connecting.map(sentence -> OneLine.of(sentence, OneLine.TEXT));
        admission = OneLine.of(admission, OneLine.TEXT);
        findings = List.copyOf(findings);
        held = List.copyOf(held);
        history = List.copyOf(history);
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
}
