package dev.dbpool.examples.demo;

import dev.dbpool.examples.terminal.UsageException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the command line asks for.
 *
 * @param databaseUrl the database to use instead of one of our own
 * @param servePort where to serve the metrics, and go on doing so; empty to end after the demo
 * @param debug whether failures show a stack trace, and the log says more
 * @param help whether only the options are to be listed
 */
record Options(Optional<String> databaseUrl, OptionalInt servePort, boolean debug, boolean help) {
    private static final int DEFAULT_PORT = 9400;

    static final String HELP = """
            A pool of connections on a real PostgreSQL, its metrics and what they tell, and an exhaustion that
            it explains. Takes about 25 s.

            ./dev demo                      starts a PostgreSQL of its own and removes it at the end; uses the
                                            database in DATABASE_URL or DATABASE_URL_FILE instead, if set
            ./dev demo --database-url URL   uses this database: postgres://user:password@host:port/name. Only reads;
                                            wants 10 connections. (A URL on the command line is seen by other
                                            users of the machine: DATABASE_URL is not.)
            ./dev demo --serve [PORT]       serves the metrics on http://127.0.0.1:PORT/metrics meanwhile and
                                            afterwards, under light load, until Ctrl-C; PORT is 9400 unless given
            ./dev demo --debug              shows what the library logs, and stack traces of failures
            ./dev demo --help               this text

            NO_COLOR in the environment switches colours off. Exit codes: 0 all went well, 1 it failed (one line says
            why), 2 unknown option.""";

    static Options parse(String... args) throws UsageException {
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        Optional<String> databaseUrl = Optional.empty();
        OptionalInt servePort = OptionalInt.empty();
        boolean debug = false;
        boolean help = false;
        while (!rest.isEmpty()) {
            String[] option = rest.remove().split("=", 2);
            Optional<String> value = option.length == 2 ? Optional.of(option[1]) : Optional.empty();
            switch (option[0]) {
                case "--database-url" -> databaseUrl = Optional.of(valueOf(option[0], value, rest));
                case "--serve" -> servePort = OptionalInt.of(port(value.or(() -> optionalValue(rest))));
                case "--debug" -> debug = flag(option[0], value);
                case "--help", "-h" -> help = flag(option[0], value);
                default -> throw new UsageException("unknown option " + shown(option[0]));
            }
        }
        return new Options(databaseUrl, servePort, debug, help);
    }

    private static String valueOf(String option, Optional<String> value, Deque<String> rest) throws UsageException {
        return value.or(() -> optionalValue(rest))
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new UsageException(option + " needs a value"));
    }

    private static Optional<String> optionalValue(Deque<String> rest) {
        return Optional.ofNullable(rest.peek())
                .filter(next -> !next.startsWith("-"))
                .map(next -> rest.remove());
    }

    private static int port(Optional<String> text) throws UsageException {
        if (text.isEmpty()) {
            return DEFAULT_PORT;
        }
        if (!text.get().matches("\\d{1,5}") || Integer.parseInt(text.get()) > 65_535) {
            throw new UsageException(
                    "--serve needs a port from 0 to 65535 (0: any that is free), not " + shown(text.get()));
        }
        return Integer.parseInt(text.get());
    }

    private static boolean flag(String option, Optional<String> value) throws UsageException {
        if (value.isPresent()) {
            throw new UsageException(option + " takes no value");
        }
        return true;
    }

    /** What was meant as a URL may stand where an option is expected: only plain words are repeated. */
    private static String shown(String argument) {
        return argument.matches("[-\\w]{1,40}") ? argument : "(not shown, it may hold a password)";
    }
}
