package dev.dbpool.examples.fleet;

import dev.dbpool.examples.terminal.UsageException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param once whether to end after one round, with a verdict
 * @param prometheusPort where Prometheus is to serve; 0 for any port
 * @param alertmanagerPort the same for Alertmanager
 * @param debug whether failures show a stack trace, and the log says more
 * @param help whether only the options are to be listed
 */
record Options(boolean once, int prometheusPort, int alertmanagerPort, boolean debug, boolean help) {
    static final String HELP = """
            Eleven services, each with its pool, on one PostgreSQL, watched by a real Prometheus and a real
            Alertmanager with the shipped rules, 30 times as fast. Six of the services get into trouble; the right
            alerts must reach somebody, and only those, and end when the troubles end. A round takes 3 minutes.

            ./dev fleet                        goes on, round after round, until Ctrl-C
            ./dev fleet --once                 one round, then the verdict: exit code 0 if all was as expected, else 1
            ./dev fleet --prometheus-port N    where Prometheus serves (19090; 0 takes any port)
            ./dev fleet --alertmanager-port N  where Alertmanager serves (19093; 0 takes any port)
            ./dev fleet --debug                shows what the library logs, and stack traces of failures
            ./dev fleet --help                 this text

            Needs the Debian packages prometheus and prometheus-alertmanager. Everything listens on 127.0.0.1 and
            keeps its data in a temporary directory, which is removed at the end. NO_COLOR switches colours off.""";

    static Options parse(String... args) throws UsageException {
        Deque<String> rest = new ArrayDeque<>(List.of(args));
        boolean once = false;
        int prometheusPort = 19_090;
        int alertmanagerPort = 19_093;
        boolean debug = false;
        boolean help = false;
        while (!rest.isEmpty()) {
            String[] option = rest.remove().split("=", 2);
            if (option.length == 2) {
                rest.push(option[1]);
            }
            switch (option[0]) {
                case "--once" -> once = true;
                case "--prometheus-port" -> prometheusPort = port(option[0], rest);
                case "--alertmanager-port" -> alertmanagerPort = port(option[0], rest);
                case "--debug" -> debug = true;
                case "--help", "-h" -> help = true;
                default -> throw new UsageException("unknown option " + option[0]);
            }
        }
        return new Options(once, prometheusPort, alertmanagerPort, debug, help);
    }

    private static int port(String option, Deque<String> rest) throws UsageException {
        String text = rest.isEmpty() ? "" : rest.remove();
        if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new UsageException(option + " needs a port from 0 to 65535 (0: any that is free)"
                    + (text.isEmpty() ? "" : ", not " + text));
        }
        return Integer.parseInt(text);
    }
}
