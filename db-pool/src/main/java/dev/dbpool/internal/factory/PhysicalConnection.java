package dev.dbpool.internal.factory;

/** A PostgreSQL session as the engine keeps it. */
public interface PhysicalConnection extends java.sql.Connection {}
