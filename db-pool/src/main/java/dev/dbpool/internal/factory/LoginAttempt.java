package dev.dbpool.internal.factory;

import dev.dbpool.internal.url.DatabaseUrl;
import dev.dbpool.internal.url.DatabaseUrl.Host;
import dev.dbpool.internal.url.TargetServer;
import java.net.InetAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.core.BaseConnection;
import org.postgresql.jdbc.PreferQueryMode;

/**
 * One host to try, and all that the driver is told about it. The password passes through here on its way to the
 * driver and is kept nowhere.
 *
 * @param address of the host's addresses the one to try, null for the first
 * @param oneMessage whether the driver sends all statements of a string in one message of the simple query protocol
 */
public record LoginAttempt(
        DatabaseUrl url, Host host, @Nullable InetAddress address, String targetServerType, boolean oneMessage) {

    /** The hosts in the order in which they are to be tried. */
    static List<LoginAttempt> candidates(DatabaseUrl url) {
        List<Host> hosts = new ArrayList<>(url.hosts());
        if (url.loadBalance()) {
            Collections.shuffle(hosts);
        }
        List<LoginAttempt> candidates = new ArrayList<>();
        for (Host host : hosts) {
            candidates.add(new LoginAttempt(url, host, null, firstChoice(url.targetServer()), false));
        }
        if (url.targetServer() == TargetServer.PREFER_PRIMARY || url.targetServer() == TargetServer.PREFER_SECONDARY) {
            for (Host host : hosts) {
                candidates.add(new LoginAttempt(url, host, null, "any", false));
            }
        }
        return candidates;
    }

    /** Those at which only a preferred server will do. */
    static List<LoginAttempt> firstChoices(DatabaseUrl url) {
        return candidates(url).stream().filter(login -> !login.secondChoice()).toList();
    }

    /** Whether it takes a server that is not the preferred one. */
    boolean secondChoice() {
        return place().hasSecondChoice() && targetServerType.equals("any");
    }

    /** Where the URL leads. */
    Place place() {
        return Place.of(url);
    }

    private static String firstChoice(TargetServer target) {
        return switch (target) {
            case ANY -> "any";
            case PRIMARY, PREFER_PRIMARY -> "primary";
            case SECONDARY, PREFER_SECONDARY -> "secondary";
        };
    }

    LoginAttempt inOneMessage() {
        return new LoginAttempt(url, host, address, targetServerType, true);
    }

    /** The same at each of these addresses; this one if there is no choice. */
    List<LoginAttempt> at(List<InetAddress> addresses) {
        if (addresses.size() < 2) {
            return List.of(this);
        }
        List<InetAddress> order = new ArrayList<>(addresses);
        if (url.loadBalance()) {
            Collections.shuffle(order);
        }
        return order.stream()
                .map(each -> new LoginAttempt(url, host, each, targetServerType, oneMessage))
                .toList();
    }

    LoginAttempt to(DatabaseUrl otherUrl) {
        return new LoginAttempt(otherUrl, host, address, targetServerType, oneMessage);
    }

    BaseConnection open(FactorySettings settings) throws SQLException {
        if (Thread.currentThread() instanceof AbandonableThread thread) {
            thread.destination(address);
        }
        Optional<LoginCredentials> credentials = settings.setup().credentials();
        return credentials.isPresent() ? to(credentials.get().addedTo(url)).connect(settings) : connect(settings);
    }

    private BaseConnection connect(FactorySettings settings) throws SQLException {
        if (!(new Driver().connect(jdbcUrl(), properties(settings)) instanceof BaseConnection session)) {
            throw new SQLException(
                    "the PostgreSQL driver does not take " + jdbcUrl(), FailureClassifier.CANNOT_CONNECT);
        }
        return session;
    }

    Properties properties(FactorySettings settings) {
        Properties properties = new Properties();
        int connectSeconds =
                (int) Math.max(1, settings.connectTimeout().plusMillis(999).toSeconds());
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.4");
        int replyMillis = (int) Math.min(5_000, settings.connectTimeout().toMillis());
        PGProperty.SSL_RESPONSE_TIMEOUT.set(properties, replyMillis);
        PGProperty.GSS_RESPONSE_TIMEOUT.set(properties, replyMillis);
        url.driverProperties().forEach(properties::setProperty);
        if (oneMessage) {
            PGProperty.PREFER_QUERY_MODE.set(properties, PreferQueryMode.SIMPLE.value());
        }
        addStartupOptions(properties, settings.setup());
        PGProperty.USER.set(properties, user());
        url.password().ifPresent(password -> PGProperty.PASSWORD.set(properties, password));
        PGProperty.APPLICATION_NAME.set(properties, settings.service());
        PGProperty.TARGET_SERVER_TYPE.set(properties, targetServerType);
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        settings.setup()
                .driverClasses()
                .forEach((parameter, type) -> properties.setProperty(
                        parameter.equals(PGProperty.SOCKET_FACTORY.getName()) ? AttemptSocketFactory.OWN : parameter,
                        type.getName()));
        PGProperty.SOCKET_FACTORY.set(properties, AttemptSocketFactory.class.getName());
        // The attempt's own deadline is the bound; the driver's, per socket and in whole seconds, only backs it.
        PGProperty.CONNECT_TIMEOUT.set(properties, connectSeconds + 1);
        PGProperty.LOGIN_TIMEOUT.set(properties, "0");
        return properties;
    }

    /** The driver's read-only mode alone ends with DISCARD ALL, and does not keep autocommit from writing. */
    private void addStartupOptions(Properties properties, SessionSetup setup) {
        String options = setup.startupOptions();
        if (setup.readOnly()) {
            PGProperty.READ_ONLY.set(properties, true);
        } else if (PGProperty.READ_ONLY.getBoolean(properties)
                && "always".equals(PGProperty.READ_ONLY_MODE.getOrDefault(properties))) {
            options += SessionSetup.READ_ONLY;
        }
        if (!options.isEmpty()) {
            String own = properties.getProperty(PGProperty.OPTIONS.getName(), "");
            PGProperty.OPTIONS.set(properties, (own + options).strip());
        }
    }

    private String jdbcUrl() {
        return "jdbc:postgresql://" + hostAndPort() + "/" + URLEncoder.encode(url.database(), StandardCharsets.UTF_8);
    }

    private String hostAndPort() {
        return (host.name().contains(":") ? "[" + host.name() + "]" : host.name()) + ":" + host.port();
    }

    private String user() {
        return url.user().orElseGet(() -> System.getProperty("user.name"));
    }

    /** Host, port, database and user, for messages. */
    String where() {
        String at = address == null ? "" : " (" + address.getHostAddress() + ")";
        return hostAndPort() + at + "/" + url.database() + " as " + user();
    }
}
