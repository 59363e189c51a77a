package dev.dbpool.benchmarks.peers;

/** Who is measured. */
public enum Arm {
    DB_POOL("db-pool", OtherPeers::dbPool),
    HIKARI("HikariCP", HikariPeers::bare),
    HIKARI_MICROMETER("HikariCP + Micrometer", HikariPeers::micrometer),
    HIKARI_MICROMETER_HISTOGRAM("HikariCP + Micrometer, histogram", HikariPeers::micrometerHistogram),
    HIKARI_SIMPLECLIENT("HikariCP + its Prometheus histogram tracker", HikariPeers::simpleclient),
    HIKARI_OPENTELEMETRY("HikariCP + OpenTelemetry", HikariPeers::openTelemetry),
    HIKARI_DROPWIZARD("HikariCP + Dropwizard", HikariPeers::dropwizard),
    AGROAL("Agroal", () -> OtherPeers.agroal(false)),
    AGROAL_METRICS("Agroal + its metrics", () -> OtherPeers.agroal(true)),
    TOMCAT("Tomcat JDBC", OtherPeers::tomcat),
    DBCP2("Commons DBCP2", OtherPeers::dbcp2),
    VIBUR("Vibur", OtherPeers::vibur),
    C3P0("c3p0", OtherPeers::c3p0),
    FLEXY_POOL("FlexyPool on HikariCP, Micrometer", OtherPeers::flexyPool);

    /** The size of every pool. */
    static final int CONNECTIONS = 10;

    private interface Opening {
        Peer open() throws Exception;
    }

    private final String label;

    private final Opening opening;

    Arm(String label, Opening opening) {
        this.label = label;
        this.opening = opening;
    }

    /** Its name in results and tables. */
    public String label() {
        return label;
    }

    /** A pool of its kind, over sessions without a server. */
    public Peer open() throws Exception {
        return opening.open();
    }
}
