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
    AGROAL("Agroal", size -> OtherPeers.agroal(size, false)),
    AGROAL_METRICS(Names.AGROAL_METRICS, size -> OtherPeers.agroal(size, true)),
    TOMCAT("Tomcat JDBC", OtherPeers::tomcat),
    DBCP2("Commons DBCP2", OtherPeers::dbcp2),
    VIBUR("Vibur", OtherPeers::vibur),
    C3P0("c3p0", OtherPeers::c3p0),
    FLEXY_POOL("FlexyPool on HikariCP, Micrometer", OtherPeers::flexyPool);

    private interface Opening {
        Peer open(Size size) throws Exception;
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

    /** A pool of its kind and of the usual size, over sessions without a server. */
    public Peer open() throws Exception {
        return open(Size.USUAL);
    }

    /** The same of another size. */
    public Peer open(Size size) throws Exception {
        return opening.open(size);
    }
}
