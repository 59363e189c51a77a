package dev.dbpool;

/** Why PostgreSQL gave no session: the closed set that exceptions carry and that metrics use as a label. */
public enum ConnectFailure {
    /** Nothing listens at the address. */
    REFUSED("refused"),
    /** The name does not resolve, or no route leads there. */
    UNREACHABLE("unreachable"),
    /** The connect timeout ran out in one of the phases from name resolution to the first query. */
    TIMEOUT("timeout"),
    /** The server does not accept this user, password or address (SQLState class 28), or wants a password (08004). */
    AUTH("auth"),
    /** The database does not exist (SQLState 3D000). */
    DATABASE("database"),
    /** The server, the database or the role has no connection left (SQLState 53300). */
    TOO_MANY_CONNECTIONS("too_many_connections"),
    /** The TLS handshake failed, or the server refuses the demanded encryption. */
    TLS("tls"),
    /** The server is starting up, shutting down or recovering (SQLState 57P01 to 57P03). */
    STARTING("starting"),
    /** The code that gives the credentials threw, or gave none in time. */
    CREDENTIALS("credentials"),
    /** {@code initSql} or {@code onConnect} failed in a new session, or took too long. */
    SETUP("setup"),
    /** Anything else: the exception's message says what. */
    OTHER("other");

    private final String label;

    ConnectFailure(String label) {
        this.label = label;
    }

    /** The value of the metric label {@code reason}. */
    public String label() {
        return label;
    }

    /** Whether trying again cannot help until somebody changes the configuration or the server. */
    public boolean permanent() {
        return this == AUTH || this == DATABASE;
    }
}
