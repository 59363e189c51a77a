package dev.dbpool.internal.url;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a database URL for pgjdbc's own driver, which has its own spelling of it. */
final class JdbcUrl {
    private JdbcUrl() {}

    static String of(DatabaseUrl url) {
        StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
        if (url.targetServer() != TargetServer.ANY) {
            parameters.add("targetServerType=" + url.targetServer().spelling());
        }
        if (url.loadBalance()) {
            parameters.add("loadBalanceHosts=true");
        }
        new TreeMap<>(url.driverProperties()).forEach((name, value) -> parameters.add(name + "=" + encoded(value)));
        return "jdbc:postgresql://"
                + url.hosts().stream().map(DatabaseUrl.Host::toString).collect(Collectors.joining(","))
                + "/" + encoded(url.database()) + parameters;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
