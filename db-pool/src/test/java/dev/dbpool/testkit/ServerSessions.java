package dev.dbpool.testkit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * A server seen and changed by its administrator: sessions in pg_stat_activity, roles, databases. Each call opens and
 * closes a connection of its own, which it does not count, from the slots that PostgreSQL reserves for superusers.
 */
public final class ServerSessions {
    private static final String CLIENTS =
            "pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()";

    private final PostgresServer server;

    ServerSessions(PostgresServer server) {
        this.server = server;
    }

    /** How many sessions have this application name. */
    public int ofApplication(String name) {
        return pids("application_name", name).size();
    }

    /** How many sessions this role has. */
    public int ofUser(String user) {
        return pids("usename", user).size();
    }

    /** All client sessions that are logged in, whoever they are. */
    public int all() {
        return ints("select pid from " + CLIENTS).size();
    }

    /** Backend process ids of an application's sessions. */
    public List<Integer> pidsOfApplication(String name) {
        return pids("application_name", name);
    }

    /** Backend process ids of an application's sessions in a state: active, idle, "idle in transaction". */
    public List<Integer> pidsOfApplication(String name, String state) {
        return ints("select pid from " + CLIENTS + " and application_name = ? and state = ?", name, state);
    }

    /** Terminates an application's sessions; says how many got the signal. They end with 57P01. */
    public int terminateBackends(String applicationName) {
        // Materialized: the planner may otherwise terminate before it compares, this very session included.
        return ints(
                        "with those as materialized (select pid from " + CLIENTS + " and application_name = ?)"
                                + " select pid from those where pg_terminate_backend(pid)",
                        applicationName)
                .size();
    }

    /** Terminates one backend; false if it is gone. */
    public boolean terminateBackend(int pid) {
        return ints("select 1 where pg_terminate_backend(" + pid + ")").size() == 1;
    }

    /** Creates a role that may log in. @param connectionLimit −1 for none */
    public void createRole(String name, String password, int connectionLimit) {
        execute("create role " + identifier(name) + " login connection limit " + connectionLimit + " password "
                + literal(password));
    }

    /** Gives a role a new password, as a rotation does. */
    public void setPassword(String role, String password) {
        execute("alter role " + identifier(role) + " password " + literal(password));
    }

    /** Creates a database owned by the role. */
    public void createDatabase(String name, String owner) {
        execute("create database " + identifier(name) + " owner " + identifier(owner));
    }

    /** Runs one statement in the database "postgres", outside any transaction. */
    public void execute(String sql) {
        try (Connection admin = server.admin();
                Statement statement = admin.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("administrator on port " + server.port() + ": " + e.getMessage(), e);
        }
    }

    private List<Integer> pids(String column, String value) {
        return ints("select pid from " + CLIENTS + " and " + column + " = ?", value);
    }

    private List<Integer> ints(String sql, String... parameters) {
        try (Connection admin = server.admin();
                PreparedStatement statement = admin.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<Integer> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(rows.getInt(1));
                }
                return List.copyOf(found);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("administrator on port " + server.port() + ": " + e.getMessage(), e);
        }
    }

    private static String identifier(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}
