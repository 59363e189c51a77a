package dev.dbpool.internal.factory;

import java.sql.SQLTransientConnectionException;

/** No session could be opened; the fault says why. Stays inside the pool: callers get the pool's own exceptions. */
public final class OpenFailedException extends SQLTransientConnectionException {
    private static final long serialVersionUID = 1L;

    private final transient ConnectFault fault;

    OpenFailedException(ConnectFault fault) {
        super(fault.where() + ": " + fault.message(), fault.sqlState(), fault.cause());
        this.fault = fault;
    }

    /** Why. */
    public ConnectFault fault() {
        return fault;
    }
}
