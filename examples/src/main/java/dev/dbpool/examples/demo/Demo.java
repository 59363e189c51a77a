package dev.dbpool.examples.demo;

import dev.dbpool.DbConfig;
import dev.dbpool.DbPool;
import dev.dbpool.PoolStats;
import dev.dbpool.examples.terminal.FailureLine;
import dev.dbpool.examples.terminal.Resources;
import dev.dbpool.examples.terminal.Screen;
import dev.dbpool.examples.terminal.UsageException;
import dev.dbpool.metrics.PoolMetric;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;

/** The demo from beginning to end. */
public final class Demo {
    private static final Duration REST = Duration.ofSeconds(10);

    private final Options options;
    private final Map<String, String> environment;
    private final Screen screen;
    private final Resources resources;
    private final PrometheusRegistry registry = new PrometheusRegistry();

    private Demo(Options options, Map<String, String> environment, Screen screen, Resources resources) {
        this.options = options;
        this.environment = environment;
        this.screen = screen;
        this.resources = resources;
    }

    /**
     * Runs to the end, which with {@code --serve} is Ctrl-C. Failures are one line on the standard error.
     *
     * @return the exit code: 0, 1 if it failed, 2 for a wrong command line
     */
    public static int run(String[] args, Map<String, String> environment) {
        Options options;
        try {
            options = Options.parse(args);
        } catch (UsageException wrong) {
            System.err.println("demo: " + wrong.getMessage() + " (./dev demo --help lists the options)");
            return 2;
        }
        Screen screen = Screen.standardOutput(environment);
        if (options.help()) {
            screen.line(Options.HELP);
            return 0;
        }
        // Read by slf4j-simple when the first logger is made. Without --debug a failure is to be one line, our own.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", options.debug() ? "debug" : "off");
        try (Resources resources = Resources.closedAtExit("demo")) {
            resources.add(screen);
            return new Demo(options, environment, screen, resources).playOrTell();
        }
    }

    private int playOrTell() {
        try {
            play();
            return 0;
        } catch (Exception failure) {
            if (!resources.closing()) {
                screen.close();
                System.err.println("demo: " + FailureLine.of(failure));
                if (options.debug()) {
                    failure.printStackTrace();
                }
            }
            return 1;
        }
    }

    private void play() throws Exception {
        screen.line(screen.bold("db-pool: a pool of connections that measures every acquisition"));
        if (options.servePort().isPresent()) {
            // First of all, so that a port that is taken is told at once.
            MetricsServer server =
                    resources.add(MetricsServer.start(options.servePort().getAsInt(), registry));
            screen.line("metrics are served on " + screen.bold(server.url()));
        }
        DbConfig config = Database.configure(options, environment, screen, resources);
        DbPool pool = resources.add(DbPool.open(config, registry));
        introduce(config, pool);
        awaitRest(pool, Database.MIN);
        Scrape quiet = rounds(pool);
        squeeze(pool, quiet);
        exhaustion(pool);
        if (options.servePort().isPresent()) {
            screen.heading("5  Serving the metrics under light load: stop with Ctrl-C");
            new LightLoad(pool, screen).run();
        } else {
            screen.line(
                    "Next: ./dev demo --serve keeps this pool busy and serves its metrics. docs/metrics.md explains");
            screen.line("them, docs/verdicts.md what the pool can find and what to do then.");
        }
    }

    private void introduce(DbConfig config, DbPool pool) throws Exception {
        try (Connection connection = pool.getConnection()) {
            screen.line("PostgreSQL " + Work.serverVersion(connection) + " at " + config.databaseUrl());
        }
        screen.line("pool \"" + config.service() + "\": " + config.maxConnections() + " connections at most, "
                + config.minConnections() + " kept ready");
    }

    private Scrape rounds(DbPool pool) throws Exception {
        screen.heading("1  " + Rounds.COUNT + " rounds of work: " + Rounds.WORKERS
                + " workers, who always find a connection free");
        new Rounds(pool, registry, screen).run();
        awaitRest(pool, Database.MIN);
        Scrape quiet = Scrape.of(registry);
        screen.heading("2  The metrics, as a scrape shows them");
        new MetricsView(screen).show(quiet);
        return quiet;
    }

    private void squeeze(DbPool pool, Scrape quiet) throws Exception {
        screen.line(screen.bold("3  A squeeze: " + Squeeze.WORKERS + " workers want " + Database.MAX
                + " connections for " + Squeeze.LENGTH.toSeconds() + " s"));
        Squeeze.Outcome outcome = new Squeeze(pool, registry, screen).run();
        screen.settle("  " + outcome.served() + " transactions served; up to " + outcome.mostWaiting()
                + " workers waited at the same time, first come, first served");
        if (outcome.failed() > 0) {
            screen.line("  "
                    + screen.alarming(outcome.failed() + " failed, the last one: "
                            + outcome.lastFailure().map(FailureLine::of).orElse("")));
        }
        outcome.impatient().ifPresent(this::showImpatience);
        MetricsView view = new MetricsView(screen);
        screen.line("  In the middle of it, a scrape said:");
        view.show(
                outcome.middle(),
                PoolMetric.CONNECTIONS.fullName() + "{service=\"" + Database.SERVICE + "\",state=\"active\"}",
                PoolMetric.WAITING_ACQUIRES.fullName() + "{service=\"" + Database.SERVICE + "\"}");
        awaitRest(pool, Database.MAX);
        screen.heading("   What the squeeze changed (before → after)");
        view.showChanges(quiet, Scrape.of(registry));
        screen.line("Connections above the " + Database.MIN + " that are kept close when unused for "
                + pool.config().idleTimeout().toSeconds() + " s (idleTimeout).");
    }

    private void exhaustion(DbPool pool) throws Exception {
        screen.heading("4  An exhaustion: " + Exhaustion.CHECKOUTS + " checkouts wait for a slow payment provider, "
                + Exhaustion.STATISTICS + " requests for slow SQL");
        Exhaustion.Outcome outcome = new Exhaustion(pool, screen).run();
        screen.settle("  One more customer waited " + Exhaustion.CUSTOMER_WAITS.toSeconds() + " s, and was told:");
        screen.wrapped(outcome.told(), "    ");
        screen.line("  And pool.explain() said:");
        screen.line("");
        outcome.report().toText().lines().forEach(line -> screen.line("    " + line));
        screen.line("");
        awaitRest(pool, Database.MAX);
    }

    private void showImpatience(String told) {
        screen.line("  One caller would wait for a moment only, and was told:");
        screen.wrapped(told, "    ");
    }

    /** Waits until nothing is borrowed and this many are idle; goes on with what is if that does not come about. */
    private static void awaitRest(DbPool pool, int idle) throws InterruptedException {
        long begin = System.nanoTime();
        PoolStats now = pool.stats();
        while ((now.active() > 0 || now.waiting() > 0 || now.idle() != idle)
                && System.nanoTime() - begin < REST.toNanos()) {
            Thread.sleep(20);
            now = pool.stats();
        }
    }
}
