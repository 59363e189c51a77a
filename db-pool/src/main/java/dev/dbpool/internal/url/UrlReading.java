package dev.dbpool.internal.url;

import dev.dbpool.internal.url.DatabaseUrl.Host;
import dev.dbpool.internal.url.DriverParameters.Rule;
import dev.dbpool.internal.url.UrlParts.Address;
import dev.dbpool.internal.url.UrlParts.Dialect;
import dev.dbpool.internal.url.UrlParts.Parameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Gives the components of one URL their meaning; used once. */
final class UrlReading {
    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");
    private static final String SYSTEM_TRUST = "org.postgresql.ssl.DefaultJavaSSLFactory";

    private final UrlParts parts;
    private final List<String> problems;
    private final Map<String, String> understood = new LinkedHashMap<>();
    private final Map<String, String> driverProperties = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>();

    UrlReading(UrlParts parts, List<String> problems) {
        this.parts = parts;
        this.problems = problems;
        parts.user().ifPresent(user -> put("user", user));
        parts.password().ifPresent(password -> put("password", password));
        parts.database().ifPresent(database -> put("database", database));
    }

    private void put(String canonical, String value) {
        seen.add(canonical);
        understood.put(canonical, value);
    }

    DatabaseUrl read(Optional<String> defaultUser) {
        parts.parameters().forEach(this::sort);
        Optional<String> user = taken("user").or(() -> defaultUser);
        Optional<String> database = taken("database").or(() -> user);
        if (database.isEmpty()) {
            problems.add("neither a user nor a database is named, and the operating system knows no user name");
        }
        String sslmode = tls();
        return new DatabaseUrl(
                hosts(),
                database.orElse(""),
                taken("database").isPresent(),
                user,
                taken("user").isPresent(),
                taken("password"),
                driverProperties,
                target(),
                loadBalance(),
                sslmode,
                connectTimeout());
    }

    private Optional<String> taken(String canonical) {
        return Optional.ofNullable(understood.get(canonical)).filter(value -> !value.isEmpty());
    }

    private void sort(Parameter parameter) {
        Optional<Rule> found = DriverParameters.rule(parameter.name());
        if (found.isEmpty()) {
            problems.add(unknown(parameter));
            return;
        }
        Rule rule = found.get();
        String name = "parameter '" + parameter.name() + "'";
        if (!seen.add(rule.canonical())) {
            problems.add(name + " is given twice (the same setting may also be spelt '" + rule.canonical()
                    + "' or stand in front of the '?')");
            return;
        }
        if (!rule.values().allowed().test(parameter.value())
                && rule.treatment() != DriverParameters.Treatment.UNDERSTOOD) {
            problems.add(name + " must be " + rule.values().text());
            return;
        }
        switch (rule.treatment()) {
            case DRIVER -> driverProperties.put(rule.canonical(), parameter.value());
            case UNDERSTOOD -> understood.put(rule.canonical(), parameter.value());
            case REFUSED -> problems.add(name + " is refused: " + rule.reason());
            case GIVES_WAY -> {
                // The pool's own setting wins: docs/configuration.md.
            }
        }
    }

    private static String unknown(Parameter parameter) {
        String suggestion = DriverParameters.nearest(parameter.name())
                .map(known -> "; did you mean '" + known + "'?")
                .orElse("; docs/configuration.md lists the known ones");
        String hidden = parameter.quotable() ? "" : " (its name may be a piece of a secret: write & as %26, @ as %40)";
        return parameter.shown() + " is unknown" + hidden + suggestion;
    }

    private List<Host> hosts() {
        List<Address> addresses = parts.addresses();
        Optional<String> host = taken("host").or(() -> taken("hostaddr"));
        Optional<String> port = taken("port");
        boolean inFront = addresses.stream().anyMatch(address -> !address.host().isEmpty());
        if ((host.isPresent() && inFront)
                || (taken("host").isPresent() && taken("hostaddr").isPresent())) {
            problems.add("the host is given twice: in front of the '?' and as a parameter, or as host and hostaddr");
        } else if (port.isPresent()
                && addresses.stream().anyMatch(address -> !address.port().isEmpty())) {
            problems.add("the port is given twice: in front of the '?' and as a parameter");
        } else if (host.isPresent() || port.isPresent()) {
            addresses = fromParameters(host.map(UrlReading::commaSeparated), port.map(UrlReading::commaSeparated));
        }
        List<Host> hosts = new ArrayList<>();
        int position = 0;
        for (Address address : addresses.isEmpty() ? List.of(new Address("", "")) : addresses) {
            HostReading.read(address, ++position, problems).ifPresent(hosts::add);
        }
        return hosts;
    }

    private List<Address> fromParameters(Optional<List<String>> hostParameter, Optional<List<String>> portParameter) {
        List<String> hosts = hostParameter.orElseGet(() -> parts.addresses().isEmpty()
                ? List.of("")
                : parts.addresses().stream().map(Address::host).toList());
        // As in libpq: ports in front of the '?' belong to the hosts behind it.
        List<String> ports = portParameter.orElseGet(() -> parts.addresses().isEmpty()
                ? List.of("")
                : parts.addresses().stream().map(Address::port).toList());
        if (ports.size() != 1 && ports.size() != hosts.size()) {
            problems.add("there are " + hosts.size() + " hosts but " + ports.size()
                    + " ports: give one port for all, or one for each");
            return List.of();
        }
        List<Address> addresses = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            addresses.add(new Address(hosts.get(i), ports.get(ports.size() == 1 ? 0 : i)));
        }
        return addresses;
    }

    private static List<String> commaSeparated(String value) {
        return List.of(value.split(",", -1));
    }

    private TargetServer target() {
        return taken("target")
                .flatMap(value -> {
                    Optional<TargetServer> target = TargetServer.of(value);
                    if (target.isEmpty()) {
                        problems.add("target_session_attrs must be any, primary (read-write), standby (read-only)"
                                + " or prefer-standby; targetServerType any, primary, secondary, preferPrimary"
                                + " or preferSecondary");
                    }
                    return target;
                })
                .orElse(TargetServer.ANY);
    }

    private boolean loadBalance() {
        return taken("loadBalance")
                .map(value -> switch (value) {
                    case "random", "true" -> true;
                    case "disable", "false" -> false;
                    default -> {
                        problems.add("load_balance_hosts must be disable or random, loadBalanceHosts true or false");
                        yield false;
                    }
                })
                .orElse(false);
    }

    private Optional<Duration> connectTimeout() {
        return taken("connect_timeout").flatMap(value -> {
            if (value.matches("\\d{1,3}") && Integer.parseInt(value) >= 1 && Integer.parseInt(value) <= 300) {
                return Optional.of(Duration.ofSeconds(Integer.parseInt(value)));
            }
            problems.add("connect_timeout must be from 1 to 300 seconds: waiting for ever would stall the pool");
            return Optional.empty();
        });
    }

    private String tls() {
        Optional<String> mode = taken("sslmode").or(this::modeFromSsl);
        if (mode.isPresent() && !SSL_MODES.contains(mode.get())) {
            problems.add("sslmode must be one of " + String.join(", ", SSL_MODES));
        }
        Optional<String> rootCertificate = taken("sslrootcert");
        if (rootCertificate.filter("system"::equals).isPresent()) {
            if (mode.isPresent() && !mode.get().equals("verify-full")) {
                problems.add("sslrootcert=system needs sslmode=verify-full: public authorities certify everybody");
            }
            driverProperties.put("sslfactory", SYSTEM_TRUST);
            mode = Optional.of("verify-full");
        } else {
            rootCertificate.ifPresent(path -> driverProperties.put("sslrootcert", path));
        }
        mode.ifPresent(explicit -> driverProperties.put("sslmode", explicit));
        return mode.orElse("prefer");
    }

    /** {@code ssl=true} means {@code require} to libpq, and {@code verify-full} to pgjdbc. */
    private Optional<String> modeFromSsl() {
        String value = understood.get("ssl");
        if (value == null) {
            return Optional.empty();
        }
        boolean jdbc = parts.dialect() == Dialect.JDBC;
        if (value.equals("true") || (jdbc && value.isEmpty())) {
            return Optional.of(jdbc ? "verify-full" : "require");
        }
        if (!value.equals("false") || !jdbc) {
            problems.add("parameter 'ssl' must be " + (jdbc ? "true or false" : "true") + "; better write sslmode");
        }
        return Optional.empty();
    }
}
