package dev.dbpool.internal.url;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Every parameter that a URL may carry, in libpq's spelling or in pgjdbc's, and what becomes of it.
 *
 * <p>An allow-list: what is not here is an error. A test compares it with the driver's own list, so a driver upgrade
 * that brings a new parameter asks for a decision.
 */
final class DriverParameters {

    /** What becomes of a parameter. */
    enum Treatment {
        /** Handed to pgjdbc under the canonical name. */
        DRIVER,
        /** Understood by {@link DatabaseUrl} itself. */
        UNDERSTOOD,
        /** Accepted, because other programs may share the URL, but the pool's own setting wins. */
        GIVES_WAY,
        /** An error with a reason. */
        REFUSED
    }

    /** @param canonical the one name under which two spellings of a parameter are the same */
    record Rule(String canonical, Treatment treatment, Values values, String reason) {}

    /** Which values a parameter may have, and how to say so. */
    record Values(String text, Predicate<String> allowed) {
        static final Values ANY = new Values("a value", value -> !value.isEmpty());
        static final Values NUMBER = new Values("a whole number", value -> value.matches("-?\\d{1,9}"));
        static final Values BOOLEAN = of("true", "false");
        static final Values ON =
                new Values("1 or true: the pool keeps TCP keep-alive on", List.of("1", "true")::contains);
        static final Values UTF8 = new Values(
                "UTF8: the JDBC driver speaks nothing else",
                value -> List.of("utf8", "utf-8", "unicode", "auto").contains(value.toLowerCase(Locale.ROOT)));

        static final Values OFF =
                new Values("OFF: configure java.util.logging instead", value -> value.equalsIgnoreCase("OFF"));

        static Values of(String... choices) {
            return new Values(String.join(", ", choices), List.of(choices)::contains);
        }
    }

    private static final String LOADS_CLASS = "it makes the driver load a class named by the URL";
    private static final String WRITES_FILE = "it makes the driver write a file; configure java.util.logging instead";
    private static final String BOUNDED =
            "the pool bounds all phases of a connect together: set DB_CONNECT_TIMEOUT_SECS";
    private static final String ELSEWHERE =
            "it takes settings from a file that the pool does not check: use DATABASE_URL_FILE";
    private static final String NOT_IN_PGJDBC = "the JDBC driver has no such setting";

    private static final Map<String, Rule> RULES = new Table()
            .understood("user", "user")
            .understood("password", "password")
            .understood("database", "dbname", "PGDBNAME")
            .understood("host", "host", "PGHOST")
            .understood("port", "port", "PGPORT")
            .understood("hostaddr", "hostaddr")
            .understood("connect_timeout", "connect_timeout")
            .understood("target", "target_session_attrs", "targetServerType")
            .understood("loadBalance", "load_balance_hosts", "loadBalanceHosts")
            .understood("ssl", "ssl")
            .understood("sslmode", "sslmode")
            .understood("sslrootcert", "sslrootcert")
            .givesWay("ApplicationName", Values.ANY, "application_name", "fallback_application_name")
            .givesWay("tcpKeepAlive", Values.ON, "keepalives", "tcpKeepAlive")
            .givesWay("client_encoding", Values.UTF8, "client_encoding")
            .givesWay("loggerLevel", Values.OFF, "loggerLevel")
            .driver("sslcert", Values.ANY)
            .driver("sslkey", Values.ANY)
            .driver("sslpassword", Values.ANY)
            .driver("sslNegotiation", Values.of("postgres", "direct"), "sslnegotiation")
            .driver("pemKeyAlgorithm", Values.ANY)
            .driver("channelBinding", Values.of("disable", "prefer", "require"), "channel_binding")
            .driver("requireAuth", Values.ANY, "require_auth")
            .driver("scramMaxIterations", Values.NUMBER)
            .driver("gssEncMode", Values.of("disable", "allow", "prefer", "require"), "gssencmode")
            .driver("gsslib", Values.of("auto", "sspi", "gssapi"))
            .driver("gssUseDefaultCreds", Values.BOOLEAN)
            .driver("kerberosServerName", Values.ANY, "krbsrvname")
            .driver("jaasApplicationName", Values.ANY)
            .driver("jaasLogin", Values.BOOLEAN)
            .driver("sspiServiceClass", Values.ANY)
            .driver("useSpnego", Values.BOOLEAN)
            .driver("options", Values.ANY)
            .driver("currentSchema", Values.ANY)
            .driver("readOnly", Values.BOOLEAN)
            .driver("readOnlyMode", Values.of("ignore", "transaction", "always"))
            .driver("assumeMinServerVersion", Values.ANY)
            .driver("groupStartupParameters", Values.BOOLEAN)
            .driver("protocolVersion", Values.of("3", "3.0", "3.2"))
            .driver("localSocketAddress", Values.ANY)
            .driver("tcpNoDelay", Values.BOOLEAN)
            .driver("receiveBufferSize", Values.NUMBER)
            .driver("sendBufferSize", Values.NUMBER)
            .driver("maxSendBufferSize", Values.NUMBER)
            .driver("maxResultBuffer", Values.ANY)
            .driver("cancelSignalTimeout", Values.NUMBER)
            .driver("queryTimeout", Values.NUMBER)
            .driver(
                    "preferQueryMode",
                    Values.of("extended", "extendedForPrepared", "extendedCacheEverything", "simple"))
            .driver("prepareThreshold", Values.NUMBER)
            .driver("preparedStatementCacheQueries", Values.NUMBER)
            .driver("preparedStatementCacheSizeMiB", Values.NUMBER)
            .driver("flushCacheOnDdl", Values.BOOLEAN)
            .driver("defaultRowFetchSize", Values.NUMBER)
            .driver("adaptiveFetch", Values.BOOLEAN)
            .driver("adaptiveFetchMinimum", Values.NUMBER)
            .driver("adaptiveFetchMaximum", Values.NUMBER)
            .driver("databaseMetadataCacheFields", Values.NUMBER)
            .driver("databaseMetadataCacheFieldsMiB", Values.NUMBER)
            .driver("reWriteBatchedInserts", Values.BOOLEAN)
            .driver("reWriteBatchedInsertsSize", Values.NUMBER)
            .driver("binaryTransfer", Values.BOOLEAN)
            .driver("binaryTransferEnable", Values.ANY)
            .driver("binaryTransferDisable", Values.ANY)
            .driver("autosave", Values.of("always", "never", "conservative"))
            .driver("cleanupSavepoints", Values.BOOLEAN)
            .driver("stringtype", Values.of("unspecified", "varchar"))
            .driver("escapeSyntaxCallMode", Values.of("select", "callIfNoReturn", "call"))
            .driver("allowEncodingChanges", Values.BOOLEAN)
            .driver("convertBooleanToNumeric", Values.BOOLEAN)
            .driver("disableColumnSanitiser", Values.BOOLEAN)
            .driver("hideUnprivilegedObjects", Values.BOOLEAN)
            .driver("logServerErrorDetail", Values.BOOLEAN)
            .driver("logUnclosedConnections", Values.BOOLEAN)
            .driver("quoteReturningIdentifiers", Values.BOOLEAN)
            .driver("unknownLength", Values.NUMBER)
            .refused(LOADS_CLASS, "socketFactory", "socketFactoryArg", "sslfactoryarg", "sslhostnameverifier")
            .refused(LOADS_CLASS, "sslpasswordcallback", "authenticationPluginClassName", "xmlFactoryFactory")
            .refused(LOADS_CLASS, "connectExecutor", "connectExecutorArg", "classLoaderStrategy")
            .refused(LOADS_CLASS + "; for the JVM's own certificate authorities write sslrootcert=system", "sslfactory")
            .refused(WRITES_FILE, "loggerFile", "sslkeylogfile")
            .refused(BOUNDED, "connectTimeout", "loginTimeout", "sslResponseTimeout", "gssResponseTimeout")
            .refused("set DB_SOCKET_TIMEOUT_SECS", "socketTimeout")
            .refused("the service's name is the application name", "ApplicationName")
            .refused("the pool chooses among the hosts itself", "hostRecheckSeconds")
            .refused("a replication connection cannot be pooled", "replication")
            .refused(ELSEWHERE, "service", "servicefile", "passfile")
            .refused(
                    NOT_IN_PGJDBC
                            + "; set the kernel's keep-alive, or the server's with options=-c tcp_keepalives_idle=…",
                    "keepalives_idle",
                    "keepalives_interval",
                    "keepalives_count")
            .refused(NOT_IN_PGJDBC + "; DB_SOCKET_TIMEOUT_SECS bounds a silent peer", "tcp_user_timeout")
            .refused(NOT_IN_PGJDBC, "sslcrl", "sslcrldir", "sslcertmode", "sslcompression", "sslsni", "requirepeer")
            .refused(NOT_IN_PGJDBC, "ssl_min_protocol_version", "ssl_max_protocol_version", "gssdelegation")
            .refused(NOT_IN_PGJDBC, "min_protocol_version", "max_protocol_version", "scram_client_key")
            .refused(NOT_IN_PGJDBC, "scram_server_key", "oauth_issuer", "oauth_client_id", "oauth_client_secret")
            .refused(NOT_IN_PGJDBC, "oauth_scope", "requiressl")
            .rules;

    private static final Set<String> SECRETS =
            Set.of("password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret");

    private DriverParameters() {}

    static Optional<Rule> rule(String name) {
        return Optional.ofNullable(RULES.get(name));
    }

    /** All names that have a rule. */
    static Set<String> names() {
        return RULES.keySet();
    }

    /** Whether the value must never be shown. */
    static boolean secret(String name) {
        return SECRETS.contains(name);
    }

    /** The usable name that a misspelt one most likely means. */
    static Optional<String> nearest(String name) {
        return RULES.entrySet().stream()
                .filter(entry -> entry.getValue().treatment() != Treatment.REFUSED)
                .map(Map.Entry::getKey)
                .filter(known -> EditDistance.between(name, known) <= Math.max(1, known.length() / 4))
                .min(Comparator.<String>comparingInt(known -> EditDistance.between(name, known))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Collects the rules in the order in which they are written above. */
    private static final class Table {
        private final Map<String, Rule> rules = new LinkedHashMap<>();

        Table understood(String canonical, String... names) {
            return add(new Rule(canonical, Treatment.UNDERSTOOD, Values.ANY, ""), List.of(names));
        }

        Table givesWay(String canonical, Values values, String... names) {
            for (String name : names) {
                // Two names of one setting may both be there, as in libpq: neither is used.
                add(new Rule(name, Treatment.GIVES_WAY, values, canonical), List.of(name));
            }
            return this;
        }

        Table driver(String canonical, Values values, String... synonyms) {
            Rule rule = new Rule(canonical, Treatment.DRIVER, values, "");
            return add(rule, List.of(canonical)).add(rule, List.of(synonyms));
        }

        Table refused(String reason, String... names) {
            for (String name : names) {
                add(new Rule(name, Treatment.REFUSED, Values.ANY, reason), List.of(name));
            }
            return this;
        }

        private Table add(Rule rule, List<String> names) {
            names.forEach(name -> rules.put(name, rule));
            return this;
        }
    }
}
