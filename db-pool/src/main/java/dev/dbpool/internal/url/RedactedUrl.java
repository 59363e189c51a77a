package dev.dbpool.internal.url;

import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Writes a database URL for people to read: in one normal form, without secrets. */
final class RedactedUrl {
    private static final String HIDDEN = "***";

    private RedactedUrl() {}

    static String of(DatabaseUrl url) {
        StringBuilder text = new StringBuilder("postgresql://");
        url.user().ifPresent(user -> {
            text.append(PercentCoding.encode(user));
            url.password().ifPresent(password -> text.append(':').append(HIDDEN));
            text.append('@');
        });
        text.append(url.hosts().stream().map(DatabaseUrl.Host::toString).collect(Collectors.joining(",")));
        text.append('/').append(PercentCoding.encode(url.database()));
        StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
        if (url.targetServer() != TargetServer.ANY) {
            parameters.add("targetServerType=" + url.targetServer().spelling());
        }
        if (url.loadBalance()) {
            parameters.add("loadBalanceHosts=true");
        }
        new TreeMap<>(url.driverProperties()).forEach((name, value) -> parameters.add(name + "=" + shown(name, value)));
        return text.append(parameters).toString();
    }

    /** Options are hidden too: a custom setting in them may be a secret. */
    private static String shown(String name, String value) {
        return DriverParameters.secret(name) || name.equals("options") ? HIDDEN : PercentCoding.encode(value);
    }
}
