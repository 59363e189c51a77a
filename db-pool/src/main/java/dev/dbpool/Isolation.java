package dev.dbpool;

/** The isolation level with which transactions begin. PostgreSQL treats READ UNCOMMITTED as READ COMMITTED. */
public enum Isolation {
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE
}
