package dev.dbpool.internal.url;

import dev.dbpool.internal.url.UrlParts.Address;
import dev.dbpool.internal.url.UrlParts.Dialect;
import dev.dbpool.internal.url.UrlParts.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a URL into components, by libpq's grammar or by pgjdbc's.
 *
 * <p>Problems never quote the text in front of the parameters: a password with a raw {@code /} or {@code @} moves
 * every boundary behind it, so what looks like a port or a database name may be a piece of the password.
 */
final class UrlGrammar {
    private static final String JDBC = "jdbc:postgresql:";
    private static final char BYTE_ORDER_MARK = '\ufeff';
    private static final String ENCODE = " must be percent-encoded (@ is %40, / is %2F, : is %3A, ? is %3F, % is %25)";

    private final List<String> problems;

    private UrlGrammar(List<String> problems) {
        this.problems = problems;
    }

    /** Cuts the URL; what is wrong is added to the problems, and then the parts are incomplete. */
    static Optional<UrlParts> split(String text, List<String> problems) {
        UrlGrammar grammar = new UrlGrammar(problems);
        if (text.isBlank()) {
            problems.add("the URL is empty");
        } else if (text.charAt(0) == BYTE_ORDER_MARK) {
            problems.add("the URL begins with a byte order mark (U+FEFF), which some editors write: save it without");
        } else if (text.chars().anyMatch(Character::isISOControl)) {
            problems.add("the URL contains a line break or another control character");
        } else if (text.startsWith(JDBC)) {
            return grammar.jdbc(text.substring(JDBC.length()));
        } else if (text.startsWith("postgres://") || text.startsWith("postgresql://")) {
            return grammar.libpq(text.substring(text.indexOf("://") + 3));
        } else {
            problems.add("the URL must begin with postgres://, postgresql:// or jdbc:postgresql:");
        }
        return Optional.empty();
    }

    private Optional<UrlParts> libpq(String rest) {
        int at = rest.indexOf('@');
        int slash = rest.indexOf('/');
        boolean hasUserInfo = at >= 0 && (slash < 0 || at < slash);
        String userInfo = hasUserInfo ? rest.substring(0, at) : "";
        String tail = hasUserInfo ? rest.substring(at + 1) : rest;
        int colon = userInfo.indexOf(':');
        boolean hasPassword = colon >= 0;
        String user = hasPassword ? userInfo.substring(0, colon) : userInfo;

        int query = tail.indexOf('?');
        String beforeQuery = query < 0 ? tail : tail.substring(0, query);
        // libpq would go on here and take a piece of the password for a host or a database name.
        if (user.indexOf('?') >= 0 || (hasPassword ? tail : beforeQuery).indexOf('@') >= 0) {
            problems.add("there is an '@' too many: special characters in user, password and parameters" + ENCODE);
            return Optional.empty();
        }
        int path = beforeQuery.indexOf('/');
        String authority = path < 0 ? beforeQuery : beforeQuery.substring(0, path);
        Optional<String> password = hasPassword ? plain("password", userInfo.substring(colon + 1)) : Optional.empty();
        return Optional.of(new UrlParts(
                Dialect.LIBPQ,
                plain("user", user),
                password,
                addresses(authority),
                path < 0 ? Optional.empty() : plain("database", beforeQuery.substring(path + 1)),
                query < 0 ? List.of() : parameters(tail.substring(query + 1), Dialect.LIBPQ)));
    }

    private Optional<UrlParts> jdbc(String rest) {
        int query = rest.indexOf('?');
        String server = query < 0 ? rest : rest.substring(0, query);
        if (server.indexOf('@') >= 0 || (server.startsWith("//") && server.indexOf('/', 2) < 0 && hasAtSign(rest))) {
            problems.add("a JDBC URL has no user:password@ part: give ?user=…&password=… or use postgresql://,"
                    + " and special characters" + ENCODE);
            return Optional.empty();
        }
        String authority = "";
        String database = server;
        if (server.startsWith("//")) {
            int slash = server.indexOf('/', 2);
            authority = slash < 0 ? server.substring(2) : server.substring(2, slash);
            database = slash < 0 ? "" : server.substring(slash + 1);
        }
        if (database.indexOf('/') >= 0) {
            problems.add("a JDBC URL is jdbc:postgresql://host:port/database or jdbc:postgresql:database,"
                    + " and a '/' in the database's name" + ENCODE);
            return Optional.empty();
        }
        return Optional.of(new UrlParts(
                Dialect.JDBC,
                Optional.empty(),
                Optional.empty(),
                addresses(authority),
                form("database", database),
                query < 0 ? List.of() : parameters(rest.substring(query + 1), Dialect.JDBC)));
    }

    /** True for {@code //host?…@…}: a forgotten slash, or a user-info with a raw question mark in it. */
    private static boolean hasAtSign(String rest) {
        return rest.indexOf('@') >= 0;
    }

    private List<Address> addresses(String authority) {
        List<Address> addresses = new ArrayList<>();
        if (!authority.isEmpty()) {
            String[] items = authority.split(",", -1);
            for (int i = 0; i < items.length; i++) {
                address(items[i], i + 1).ifPresent(addresses::add);
            }
        }
        return addresses;
    }

    private Optional<Address> address(String item, int position) {
        String host = item;
        String port = "";
        int bracket = item.indexOf(']');
        int colon = item.indexOf(':', Math.max(bracket, 0));
        if (colon >= 0 && item.startsWith("[") == (bracket >= 0)) {
            host = item.substring(0, colon);
            port = item.substring(colon + 1);
        }
        Optional<String> decoded = PercentCoding.decode(host);
        Optional<String> decodedPort = PercentCoding.decode(port);
        if (decoded.isEmpty() || decodedPort.isEmpty()) {
            problems.add("host number " + position + " has an invalid percent-encoding");
            return Optional.empty();
        }
        return Optional.of(new Address(decoded.get(), decodedPort.get()));
    }

    private List<Parameter> parameters(String query, Dialect dialect) {
        List<Parameter> parameters = new ArrayList<>();
        boolean quotable = Arrays.stream(query.split("&")).noneMatch(UrlGrammar::hasStrayAtSign);
        int position = 0;
        for (String token : query.split("&", -1)) {
            if (token.isEmpty()) {
                continue;
            }
            position++;
            int equals = token.indexOf('=');
            Optional<String> name = PercentCoding.decode(equals < 0 ? token : token.substring(0, equals));
            Optional<String> value = equals < 0
                    ? Optional.of("")
                    : dialect == Dialect.JDBC
                            ? PercentCoding.decodeForm(token.substring(equals + 1))
                            : PercentCoding.decode(token.substring(equals + 1));
            boolean mayShow = quotable && name.map(UrlGrammar::looksLikeName).orElse(false);
            if (name.isEmpty() || value.isEmpty()) {
                problems.add("parameter number " + position + " has an invalid percent-encoding: % itself is %25");
            } else if (equals < 0 && !(dialect == Dialect.JDBC && name.get().equals("ssl"))) {
                boolean known = DriverParameters.rule(name.get()).isPresent();
                problems.add(new Parameter(position, name.get(), "", known).shown()
                        + " has no value: write name=value, and & inside a value as %26");
            } else {
                parameters.add(new Parameter(position, name.get(), value.get(), mayShow));
            }
            // Behind a secret the next "name" may be the rest of it, cut off at a raw '&'.
            quotable &= name.isPresent() && !DriverParameters.secret(name.get());
        }
        return parameters;
    }

    /** An '@' may stand in a user's name or a password; elsewhere it hints at a password cut into pieces. */
    private static boolean hasStrayAtSign(String token) {
        return token.indexOf('@') >= 0 && !token.matches("(user|password|sslpassword)=.*");
    }

    private static boolean looksLikeName(String name) {
        return name.length() <= 40
                && !name.isEmpty()
                && name.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || "_.-".indexOf(c) >= 0));
    }

    private Optional<String> plain(String component, String encoded) {
        return nonEmpty(component, encoded, PercentCoding.decode(encoded));
    }

    private Optional<String> form(String component, String encoded) {
        return nonEmpty(component, encoded, PercentCoding.decodeForm(encoded));
    }

    private Optional<String> nonEmpty(String component, String encoded, Optional<String> decoded) {
        if (!encoded.isEmpty() && decoded.isEmpty()) {
            problems.add("the " + component + " has an invalid percent-encoding: % itself is %25");
        }
        return decoded.filter(value -> !value.isEmpty());
    }
}
