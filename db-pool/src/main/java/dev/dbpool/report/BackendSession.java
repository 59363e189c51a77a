package dev.dbpool.report;

import dev.dbpool.internal.text.OneLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** One backend as {@code pg_stat_activity} shows it. Immutable; texts are safe to print, SQL has no literals. */
public final class BackendSession {
    private final int pid;
    private final String state;
    private final Optional<String> waitEventType;
    private final Optional<String> waitEvent;
    private final Duration stateFor;
    private final Optional<Duration> queryFor;
    private final Optional<Duration> transactionFor;
    private final String query;
    private final List<Blocker> blockers;

    /** With all figures. This constructor stays when a figure is added. */
    public BackendSession(
            int pid,
            String state,
            Optional<String> waitEventType,
            Optional<String> waitEvent,
            Duration stateFor,
            Optional<Duration> queryFor,
            Optional<Duration> transactionFor,
            String query,
            List<Blocker> blockers) {
        this.pid = pid;
        this.state = OneLine.of(state, OneLine.NAME);
        this.waitEventType = waitEventType.map(type -> OneLine.of(type, OneLine.NAME));
        this.waitEvent = waitEvent.map(event -> OneLine.of(event, OneLine.NAME));
        this.stateFor = stateFor;
        this.queryFor = queryFor;
        this.transactionFor = transactionFor;
        this.query = OneLine.of(query, OneLine.TEXT);
        this.blockers = List.copyOf(blockers);
    }

    /** Process id of the backend. */
    public int pid() {
        return pid;
    }

    /** {@code active}, {@code idle}, {@code idle in transaction} and so on; empty if PostgreSQL does not say. */
    public String state() {
        return state;
    }

    /** {@code Lock}, {@code IO}, {@code Client} and so on. */
    public Optional<String> waitEventType() {
        return waitEventType;
    }

    /** What it waits for. */
    public Optional<String> waitEvent() {
        return waitEvent;
    }

    /** How long it has been in this state, zero if unknown. */
    public Duration stateFor() {
        return stateFor;
    }

    /** How long the statement has run, if one is running. */
    public Optional<Duration> queryFor() {
        return queryFor;
    }

    /** How long the transaction has been open, if one is. */
    public Optional<Duration> transactionFor() {
        return transactionFor;
    }

    /** Fingerprint of the statement that is running, or ran last. */
    public String query() {
        return query;
    }

    /** The sessions at the heads of the queues in which it waits: they hold it up and are not held up themselves. */
    public List<Blocker> blockers() {
        return blockers;
    }

    @Override
    public String toString() {
        return "BackendSession[pid=" + pid
                + ", state=" + state
                + ", waitEvent=" + waitEventType.orElse("") + "/" + waitEvent.orElse("")
                + ", stateFor=" + stateFor
                + ", queryFor=" + queryFor.map(Duration::toString).orElse("")
                + ", transactionFor=" + transactionFor.map(Duration::toString).orElse("")
                + ", query=" + query
                + ", blockers=" + blockers
                + "]";
    }

    /** A session in whose way another waits. */
    public static final class Blocker {
        private final int pid;
        private final String applicationName;
        private final String state;
        private final Duration stateFor;
        private final Optional<Duration> transactionFor;
        private final String query;
        private final Optional<Long> connectionId;

        /** With all figures. This constructor stays when a figure is added. */
        public Blocker(
                int pid,
                String applicationName,
                String state,
                Duration stateFor,
                Optional<Duration> transactionFor,
                String query,
                Optional<Long> connectionId) {
            this.pid = pid;
            this.applicationName = OneLine.of(applicationName, OneLine.NAME);
            this.state = OneLine.of(state, OneLine.NAME);
            this.stateFor = stateFor;
            this.transactionFor = transactionFor;
            this.query = OneLine.of(query, OneLine.TEXT);
            this.connectionId = connectionId;
        }

        /** Process id of the backend, 0 for a prepared transaction. */
        public int pid() {
            return pid;
        }

        /** Its application name, empty if unknown. */
        public String applicationName() {
            return applicationName;
        }

        /** As of {@link BackendSession#state}; of a prepared transaction its number and owner. */
        public String state() {
            return state;
        }

        /** How long it has been in this state, zero if unknown. */
        public Duration stateFor() {
            return stateFor;
        }

        /** How long its transaction has been open, if one is. */
        public Optional<Duration> transactionFor() {
            return transactionFor;
        }

        /** Fingerprint of the statement that is running, or ran last; empty if PostgreSQL does not say. */
        public String query() {
            return query;
        }

        /** The pool's own number, if it is one of this pool's connections. */
        public Optional<Long> connectionId() {
            return connectionId;
        }

        @Override
        public String toString() {
            return "Blocker[pid=" + pid
                    + ", applicationName=" + applicationName
                    + ", state=" + state
                    + ", stateFor=" + stateFor
                    + ", transactionFor="
                    + transactionFor.map(Duration::toString).orElse("")
                    + ", query=" + query
                    + ", connectionId=" + connectionId.map(String::valueOf).orElse("")
                    + "]";
        }
    }
}
