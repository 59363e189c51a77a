/** A JDBC connection pool for PostgreSQL that says why it is about to run dry. */
module dev.dbpool {
    requires transitive java.sql;
    requires transitive io.prometheus.metrics.model;
    requires static transitive org.jspecify;
    // Events are recorded where the runtime has a flight recorder.
    requires static jdk.jfr;
    // Who owns a lock for which a holder waits. HikariCP requires it, too.
    requires java.management;
    requires org.postgresql.jdbc;
    requires org.slf4j;

    exports dev.dbpool;
    exports dev.dbpool.fleet;
    exports dev.dbpool.metrics;
    exports dev.dbpool.report;
    // The driver makes its socket factory by name.
    exports dev.dbpool.internal.factory to
            org.postgresql.jdbc;
}
