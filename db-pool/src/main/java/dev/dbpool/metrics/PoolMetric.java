package dev.dbpool.metrics;

import java.util.List;

/**
 * The catalogue: every metric that a pool exposes, with its type, its labels and what it means.
 *
 * <p>Alert rules, dashboard and documents are tested against this one list. Every metric also carries
 * the label {@code service}, and the label {@code pool} if the pool was given a name. Units are seconds.
 */
public enum PoolMetric {
    CONNECTIONS("db_pool_connections", Type.GAUGE, "Connections by state, as of the scrape.", "state"),
    ACQUIRE_DURATION(
            "db_pool_acquire_duration_seconds",
            Type.HISTOGRAM,
            "Time from call to return of acquisitions that ended with a connection or an error."),
    CONNECTION_ERRORS(
            "db_pool_connection_errors_total", Type.COUNTER, "Acquisitions that failed, by type.", "error_type"),
    WAITING_ACQUIRES("db_pool_waiting_acquires", Type.GAUGE, "Callers waiting for a connection now."),
    HOLD_DURATION(
            "db_pool_hold_duration_seconds", Type.HISTOGRAM, "Time a connection was held, from hand-out to return."),
    BUSY_CONNECTION_SECONDS(
            "db_pool_busy_connection_seconds_total",
            Type.COUNTER,
            "Connection-seconds in use, those still held included; its rate is the mean number of active connections."),
    EXHAUSTED_SECONDS("db_pool_exhausted_seconds_total", Type.COUNTER, "Seconds in which all connections were in use."),
    CONNECT_DURATION("db_pool_connect_duration_seconds", Type.HISTOGRAM, "Time taken to open a physical connection."),
    CONNECT_FAILURES(
            "db_pool_connect_failures_total",
            Type.COUNTER,
            "Physical connections that could not be opened, by reason.",
            "reason"),
    INVALID_CONNECTIONS(
            "db_pool_invalid_connections_total", Type.COUNTER, "Physical connections found dead when tested."),
    CONNECT_IN_FLIGHT(
            "db_pool_connect_in_flight_seconds",
            Type.GAUGE,
            "Age of the attempt to open a physical connection that is under way, 0 if there is none."),
    REJECTED("db_pool_rejected_total", Type.COUNTER, "Callers refused by admission, by reason.", "reason"),
    CANCELLED("db_pool_cancelled_total", Type.COUNTER, "Callers interrupted while waiting."),
    ADMISSION_OVERLOADED("db_pool_admission_overloaded", Type.GAUGE, "1 while admission refuses callers, else 0."),
    ADMISSION_OVERLOADS(
            "db_pool_admission_overloads_total", Type.COUNTER, "Times that adaptive admission began to shed load."),
    EXHAUSTION_EPISODES(
            "db_pool_exhaustion_episodes_total",
            Type.COUNTER,
            "Periods in which callers failed for want of a connection, by cause.",
            "verdict"),
    LEAK_SUSPECTS(
            "db_pool_leak_suspects",
            Type.GAUGE,
            "Connections that are probably leaked: held beyond the threshold, the thread gone, nothing running."),
    LEAK_OUTCOMES(
            "db_pool_leak_outcomes_total",
            Type.COUNTER,
            "Leak suspects that came back after all, or were taken away from their holders.",
            "outcome"),
    START_TIME("db_pool_start_time_seconds", Type.GAUGE, "When the pool opened, in seconds since the epoch."),
    SERVER_CONNECTIONS(
            "db_pool_server_connections",
            Type.GAUGE,
            "Connections that the server admits to all its clients together, 0 until it has told."),
    INFO(
            "db_pool_info",
            Type.INFO,
            "Always 1; the labels describe the pool.",
            "version",
            "engine",
            "sslmode",
            "server",
            "database");

    /** How Prometheus reads a metric. An info metric is a gauge that is always 1. */
    public enum Type {
        GAUGE,
        COUNTER,
        HISTOGRAM,
        INFO
    }

    private final String fullName;
    private final Type type;
    private final String help;
    private final List<String> labels;

    PoolMetric(String fullName, Type type, String help, String... labels) {
        this.fullName = fullName;
        this.type = type;
        this.help = help;
        this.labels = List.of(labels);
    }

    /** The name as a query writes it, suffix included. */
    public String fullName() {
        return fullName;
    }

    /** How Prometheus reads it. */
    public Type type() {
        return type;
    }

    /** One sentence on what is measured; the text of {@code # HELP}. */
    public String help() {
        return help;
    }

    /** The labels beside {@code service} and the optional {@code pool}. */
    public List<String> labels() {
        return labels;
    }
}
