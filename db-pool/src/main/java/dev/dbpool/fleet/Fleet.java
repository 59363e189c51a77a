package dev.dbpool.fleet;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All services that share one PostgreSQL server, and the pool size of each.
 *
 * <p>Built in, or read from a properties file with the keys {@code postgres.max_connections},
 * {@code postgres.reserved_connections}, {@code service.<name>.max}, {@code .min}, {@code .replicas},
 * {@code default.max} and {@code default.min}. Immutable.
 */
public final class Fleet {
    private static final String FILE_VARIABLE = "DB_POOL_FLEET_FILE";

    private final String source;
    private final boolean builtIn;
    private final int maxConnections;
    private final int reserved;
    private final ServicePreset other;
    private final SortedMap<String, ServicePreset> services;

    Fleet(
            String source,
            boolean builtIn,
            int maxConnections,
            int reserved,
            ServicePreset other,
            Map<String, ServicePreset> services) {
        this.source = source;
        this.builtIn = builtIn;
        this.maxConnections = maxConnections;
        this.reserved = reserved;
        this.other = other;
        this.services = Collections.unmodifiableSortedMap(new TreeMap<>(services));
    }

    /** The sizes that hold without a fleet file: eleven services, 75 connections together. */
    public static Fleet builtIn() {
        return new Fleet(
                "built in",
                true,
                BuiltInFleet.MAX_CONNECTIONS,
                BuiltInFleet.RESERVED_CONNECTIONS,
                BuiltInFleet.OTHER,
                BuiltInFleet.SERVICES);
    }

    /**
     * Reads a fleet file (UTF-8), which replaces the built-in sizes.
     *
     * @throws InvalidFleetException if it cannot be read or is wrong, with all its problems
     */
    public static Fleet load(Path file) {
        return FleetFile.load(file);
    }

    /**
     * The fleet file that {@code DB_POOL_FLEET_FILE} names; without one the built-in sizes.
     *
     * @throws InvalidFleetException if the file cannot be read or is wrong, with all its problems
     */
    public static Fleet fromEnv(Map<String, String> environment) {
        String file = environment.getOrDefault(FILE_VARIABLE, "").strip();
        if (file.isEmpty()) {
            return builtIn();
        }
        try {
            return load(Path.of(file));
        } catch (InvalidPathException invalid) {
            // Not quoted: what is no path may be something else that was put into the wrong variable.
            throw new InvalidFleetException("(not shown)", List.of(FILE_VARIABLE + " is not a path"));
        }
    }

    /** The size of a service; that of any other service if the fleet does not list it. */
    public ServicePreset preset(String service) {
        return services.getOrDefault(service, other);
    }

    /** The services that the fleet lists, by name; not modifiable. */
    public SortedMap<String, ServicePreset> services() {
        return services;
    }

    /** The sum of all listed services against the server that the fleet plans with. */
    public Budget budget() {
        return budget(services, maxConnections, reserved);
    }

    private static Budget budget(SortedMap<String, ServicePreset> services, int maxConnections, int reserved) {
        return new Budget(
                services.entrySet().stream()
                        .map(entry -> line(entry.getKey(), entry.getValue()))
                        .toList(),
                maxConnections,
                reserved);
    }

    private static Budget.Line line(String service, ServicePreset preset) {
        return new Budget.Line(service, preset.max(), preset.min(), preset.replicas(), preset.total());
    }

    /** One warning if the listed services together, with the sizes planned here, cannot fit a real server. */
    public Optional<String> warningFor(ServerLimits limits) {
        return misfit(services, limits).map(warning -> warning + ADVICE);
    }

    /**
     * One warning if a real server cannot hold this service with the size that its pool really has, or the fleet with
     * it. The built-in fleet is judged only for services that it lists: others do not run beside it.
     *
     * @param service whose pool opens
     * @param max that pool's maximum, which the environment may have set apart from the fleet
     */
    public Optional<String> warningFor(String service, int max, ServerLimits limits) {
        ServicePreset planned = preset(service);
        ServicePreset real = new ServicePreset(max, Math.min(planned.min(), max), planned.replicas());
        return alone(service, real, limits)
                .or(() -> {
                    SortedMap<String, ServicePreset> all = new TreeMap<>(services);
                    all.put(service, real);
                    return builtIn && !services.containsKey(service) ? Optional.empty() : misfit(all, limits);
                })
                .map(warning -> warning + ADVICE);
    }

    private static final String ADVICE =
            " Callers will meet SQLState 53300 under load: lower maxConnections or the replicas, or raise the limit.";

    private static Optional<String> alone(String service, ServicePreset real, ServerLimits limits) {
        String wanted = String.format(
                Locale.ROOT,
                "%s wants %,d connections (%,d × %,d instances), but ",
                service,
                real.total(),
                real.max(),
                real.replicas());
        if (real.total() > limits.available()) {
            return Optional.of(wanted
                    + String.format(
                            Locale.ROOT,
                            "the server admits %,d (max_connections %,d, %,d reserved).",
                            limits.available(),
                            limits.maxConnections(),
                            limits.reservedConnections()));
        }
        if (limits.roleLimit() >= 0 && real.total() > limits.roleLimit()) {
            return Optional.of(wanted + String.format(Locale.ROOT, "its role is limited to %,d.", limits.roleLimit()));
        }
        if (limits.databaseLimit() >= 0 && real.total() > limits.databaseLimit()) {
            return Optional.of(
                    wanted + String.format(Locale.ROOT, "its database is limited to %,d.", limits.databaseLimit()));
        }
        return Optional.empty();
    }

    private Optional<String> misfit(SortedMap<String, ServicePreset> all, ServerLimits limits) {
        int kept = Math.max(reserved, limits.reservedConnections());
        Budget real = budget(all, limits.maxConnections(), kept);
        if (real.fits()) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "The fleet (%s) wants %,d connections together, but the server has %,d for it"
                        + " (max_connections %,d, %,d reserved).",
                source,
                real.total(),
                Math.max(0, real.available()),
                limits.maxConnections(),
                kept));
    }

    /** Where the sizes come from, and their budget. */
    @Override
    public String toString() {
        return "Fleet (" + source + ")\n" + budget();
    }
}
