package dev.dbpool.internal.url;

import dev.dbpool.internal.url.DatabaseUrl.Host;
import dev.dbpool.internal.url.UrlParts.Address;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Checks one host and its port. Problems count the hosts instead of quoting them: {@link UrlGrammar} says why. */
final class HostReading {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.-]{1,253}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]{2,45}(%[\\p{Alnum}_.-]+)?");

    private HostReading() {}

    static Optional<Host> read(Address address, int position, List<String> problems) {
        Optional<String> name = name(address.host(), position, problems);
        Optional<Integer> port = port(address.port(), position, problems);
        return name.flatMap(known -> port.map(number -> new Host(known, number)));
    }

    private static Optional<String> name(String host, int position, List<String> problems) {
        if (host.isEmpty()) {
            return Optional.of("localhost");
        }
        if (host.startsWith("/") || host.startsWith("@")) {
            problems.add(
                    "host number " + position + " is a Unix socket, which the JDBC driver cannot use: name a host");
            return Optional.empty();
        }
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        boolean valid = (IPV6.matcher(bare).matches() && bare.indexOf(':') >= 0)
                || (!bracketed && NAME.matcher(bare).matches());
        if (!valid) {
            problems.add(
                    "host number " + position + " is neither a name nor an address (IPv6 stands in brackets: [::1])");
            return Optional.empty();
        }
        return Optional.of(bare);
    }

    private static Optional<Integer> port(String port, int position, List<String> problems) {
        if (port.isEmpty()) {
            return Optional.of(5432);
        }
        if (port.matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(port);
            if (number >= 1 && number <= 65535) {
                return Optional.of(number);
            }
        }
        problems.add("the port of host number " + position
                + " is not a number from 1 to 65535 (IPv6 stands in brackets, special characters in a password"
                + " are percent-encoded)");
        return Optional.empty();
    }
}
