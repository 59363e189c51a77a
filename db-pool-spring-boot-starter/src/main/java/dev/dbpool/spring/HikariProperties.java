package dev.dbpool.spring;

import dev.dbpool.DbConfig;
import dev.dbpool.Isolation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * What stands under {@code spring.datasource.hikari}, as this pool understands it. A property whose meaning would be lost
 * is a problem; one that this pool does by itself is not.
 */
final class HikariProperties {
    static final String PREFIX = "spring.datasource.hikari";

    private static final String PARAMETERS = "datasourceproperties.";

    /** The pool tests, and keeps apart, what these ask for, whatever they say. */
    private static final Set<String> NEEDLESS =
            Set.of("connectiontestquery", "validationtimeout", "isolateinternalqueries", "registermbeans");

    /** HikariCP waits without end for a timeout of zero; ten minutes is the longest here. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, String> parameters = new TreeMap<>();
    private final Map<String, String> spelling = new TreeMap<>();

    HikariProperties(Environment environment) {
        Binder.get(environment)
                .bind(PREFIX, Bindable.mapOf(String.class, String.class))
                .ifBound(bound -> bound.forEach(this::add));
    }

    private void add(String name, String value) {
        String plain = name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
        if (plain.startsWith(PARAMETERS)) {
            parameters.put(name.substring(name.indexOf('.') + 1), value);
        } else {
            values.put(plain, value);
            spelling.put(plain, name);
        }
    }

    /** The name of the HikariCP pool, which its metrics bear. */
    @Nullable
    String poolName() {
        return values.get("poolname");
    }

    @Nullable
    String jdbcUrl() {
        return values.get("jdbcurl");
    }

    @Nullable
    String username() {
        return values.get("username");
    }

    @Nullable
    String password() {
        return values.get("password");
    }

    /** Parameters of the URL that HikariCP takes apart from it. */
    Map<String, String> urlParameters() {
        Map<String, String> all = new TreeMap<>(parameters);
        String schema = values.get("schema");
        if (schema != null) {
            all.put("currentSchema", schema);
        }
        return all;
    }

    /** Sets what has a counterpart; the others, and unreadable values, are added to the problems. */
    void applyTo(DbConfig.Builder builder, HikariSettings mode, Sources sources, List<String> problems) {
        if (mode == HikariSettings.IGNORE) {
            return;
        }
        for (Map.Entry<String, String> entry : values.entrySet()) {
            String property = PREFIX + "." + spelling.get(entry.getKey());
            if (mode == HikariSettings.FAIL) {
                problems.add(
                        property + ": dbpool.hikari-properties is fail, so write this setting under dbpool instead");
                continue;
            }
            try {
                if (!translate(entry.getKey(), entry.getValue().strip(), builder, key -> sources.note(key, property))) {
                    problems.add(property + ": there is no counterpart in db-pool; remove it, or set"
                            + " dbpool.hikari-properties=ignore to leave all of HikariCP's settings aside");
                }
            } catch (IllegalArgumentException unreadable) {
                problems.add(property + ": '" + entry.getValue() + "' is not what HikariCP takes here");
            }
        }
        if (mode == HikariSettings.FAIL && !parameters.isEmpty()) {
            problems.add(PREFIX + ".data-source-properties: write these as parameters of the URL instead");
        }
    }

    private static boolean translate(String name, String value, DbConfig.Builder builder, Consumer<String> note) {
        switch (name) {
            case "maximumpoolsize" -> {
                note.accept("maxConnections");
                builder.maxConnections(Integer.parseInt(value));
            }
            case "minimumidle" -> {
                note.accept("minConnections");
                builder.minConnections(Integer.parseInt(value));
            }
            case "connectiontimeout" -> {
                note.accept("acquireTimeout");
                Duration timeout = millis(value);
                builder.acquireTimeout(timeout.isZero() ? LONGEST_WAIT : timeout);
            }
            case "idletimeout" -> {
                note.accept("idleTimeout");
                builder.idleTimeout(millis(value));
            }
            case "maxlifetime" -> {
                note.accept("maxLifetime");
                builder.maxLifetime(millis(value));
            }
            case "keepalivetime" -> {
                note.accept("keepalive");
                builder.keepalive(millis(value));
            }
            case "leakdetectionthreshold" -> {
                note.accept("leakThreshold");
                if (!millis(value).isZero()) {
                    builder.leakThreshold(millis(value));
                }
            }
            case "initializationfailtimeout" -> {
                note.accept("startLazily");
                builder.startLazily(Long.parseLong(value) < 0);
            }
            case "readonly" -> builder.readOnly(flag(value));
            case "autocommit" -> builder.defaultAutoCommit(flag(value));
            case "transactionisolation" -> {
                note.accept("isolation");
                builder.isolation(
                        Isolation.valueOf(value.toUpperCase(Locale.ROOT).replaceFirst("^TRANSACTION_", "")));
            }
            case "connectioninitsql" -> {
                note.accept("initSql");
                builder.initSql(value);
            }
            // Read elsewhere: where the database is, and under which name metrics are shown.
            case "jdbcurl", "username", "password", "schema", "poolname" -> {}
            case "driverclassname" -> {
                return value.equals("org.postgresql.Driver");
            }
            case "allowpoolsuspension" -> {
                return !flag(value);
            }
            default -> {
                return NEEDLESS.contains(name);
            }
        }
        return true;
    }

    private static Duration millis(String value) {
        return Duration.ofMillis(Long.parseLong(value));
    }

    private static boolean flag(String value) {
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true", "on", "yes", "1" -> true;
            case "false", "off", "no", "0" -> false;
            default -> throw new IllegalArgumentException(value);
        };
    }
}
