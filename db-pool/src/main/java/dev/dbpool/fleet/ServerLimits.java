package dev.dbpool.fleet;

/**
 * What a server really admits, as asked of it over the first session of a pool.
 *
 * @param maxConnections {@code max_connections}
 * @param reservedConnections {@code superuser_reserved_connections}, since PostgreSQL 16 with
 *     {@code reserved_connections} added
 * @param roleLimit the role's {@code CONNECTION LIMIT}, -1 for none
 * @param databaseLimit the database's {@code CONNECTION LIMIT}, -1 for none
 */
public record ServerLimits(int maxConnections, int reservedConnections, int roleLimit, int databaseLimit) {

    /** Connections that ordinary roles can share. */
    public int available() {
        return Math.max(0, maxConnections - reservedConnections);
    }
}
