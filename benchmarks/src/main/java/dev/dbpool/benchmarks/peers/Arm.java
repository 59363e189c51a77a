package dev.dbpool.benchmarks.peers;

import dev.dbpool.benchmarks.results.Names;

/** Who is measured. */
public enum Arm {
    DB_POOL(Names.DB_POOL, DbPoolPeer::open),
    HIKARI(Names.HIKARI, HikariPeers::bare),
    HIKARI_MICROMETER(Names.HIKARI_INSTRUMENTED + "Micrometer", HikariPeers::micrometer),
    HIKARI_MICROMETER_HISTOGRAM(Names.HIKARI_INSTRUMENTED + "Micrometer, histogram", HikariPeers::micrometerHistogram),
    HIKARI_SIMPLECLIENT(Names.HIKARI_INSTRUMENTED + "its Prometheus histogram tracker", HikariPeers::simpleclient),
    HIKARI_OPENTELEMETRY(Names.HIKARI_CHEAPEST_INSTRUMENTED, HikariPeers::openTelemetry),
    HIKARI_DROPWIZARD(Names.HIKARI_INSTRUMENTED + "Dropwizard", HikariPeers::dropwizard),
    AGROAL("Agroal", () -> OtherPeers.agroal(false)),
    AGROAL_METRICS(Names.AGROAL_METRICS, () -> OtherPeers.agroal(true)),
    TOMCAT("Tomcat JDBC", OtherPeers::tomcat),
    DBCP2("Commons DBCP2", OtherPeers::dbcp2),
    VIBUR("Vibur", OtherPeers::vibur),
    C3P0("c3p0", OtherPeers::c3p0),
    FLEXY_POOL("FlexyPool on HikariCP, Micrometer", OtherPeers::flexyPool);

    /** The size of every pool. */
    public static final int CONNECTIONS = 10;

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
