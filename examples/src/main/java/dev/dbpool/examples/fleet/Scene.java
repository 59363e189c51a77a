package dev.dbpool.examples.fleet;

import dev.dbpool.examples.postgres.EmbeddedPostgres;
import dev.dbpool.examples.postgres.TemporaryDirectory;
import dev.dbpool.examples.terminal.Resources;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The fleet, its database, Prometheus and Alertmanager, all on 127.0.0.1. A round is calm, then trouble, then recovery.
 * Starting takes some seconds and a phase up to two minutes; for one thread. Whoever gave the resources ends it.
 */
public final class Scene {
    /** 5 minutes become 10 seconds, which hold ten scrapes. */
    static final TimeScale SCALE = new TimeScale(30);

    private static final Duration CALM = Duration.ofSeconds(12);
    private static final Duration PATIENCE = Duration.ofSeconds(110);

    /** Is told once per second how things are. */
    public interface Spectator {
        /** What happens now. */
        void says(String text);

        /** Some time has passed; called by the thread that runs the scene. */
        void watches(Scene scene);
    }

    private final Services services;
    private final PrometheusProcess prometheus;
    private final AlertmanagerProcess alertmanager;
    private final Watch watch;
    private final List<Trouble> troubles;
    private final Spectator spectator;
    private final List<String> early = new ArrayList<>();
    private boolean inTrouble;

    private Scene(
            Services services,
            PrometheusProcess prometheus,
            AlertmanagerProcess alertmanager,
            Watch watch,
            Spectator spectator) {
        this.services = services;
        this.prometheus = prometheus;
        this.alertmanager = alertmanager;
        this.watch = watch;
        this.troubles = new Troubles(services).script();
        this.spectator = spectator;
    }

    /**
     * Starts everything.
     *
     * @param prometheusPort where Prometheus serves; 0 for any port
     * @param alertmanagerPort the same for Alertmanager
     * @param resources take charge of what is started
     * @throws IOException if a program is missing or a port in use
     */
    public static Scene start(int prometheusPort, int alertmanagerPort, Resources resources, Spectator spectator)
            throws Exception {
        int prometheusAt = Ports.claim(prometheusPort, "--prometheus-port");
        int alertmanagerAt = Ports.claim(alertmanagerPort, "--alertmanager-port");
        Program.require(PrometheusProcess.PROGRAM, AlertmanagerProcess.PROGRAM);
        ShippedFiles shipped = new ShippedFiles(ShippedFiles.folder(), SCALE);
        Path directory = TemporaryDirectory.create();
        resources.add(() -> TemporaryDirectory.remove(directory));
        spectator.says("starting a PostgreSQL of its own (some seconds)");
        EmbeddedPostgres database = resources.add(new EmbeddedPostgres()).start();
        spectator.says("starting the eleven services of the built-in fleet, each with its pool");
        Services services = resources.add(new Services());
        services.start(database);
        Webhook webhook = resources.add(Webhook.start());
        AlertmanagerProcess alertmanager = resources.add(
                AlertmanagerProcess.start(shipped.alertmanager(directory, webhook.url()), directory, alertmanagerAt));
        PrometheusProcess prometheus = resources.add(PrometheusProcess.start(
                shipped.prometheus(directory, services.addresses(), prometheusAt, alertmanagerAt),
                directory,
                prometheusAt,
                SCALE));
        Watch watch = new Watch(prometheus, alertmanager, webhook, shipped.receiversToldOfTheEnd());
        return new Scene(services, prometheus, alertmanager, watch, spectator);
    }

    /** Light traffic everywhere, and no alert. */
    public void calm() throws Exception {
        watch.beginRound();
        early.clear();
        spectator.says("calm: light traffic, no alert may fire");
        until(CALM, () -> false);
        watch.everFired().forEach(alert -> early.add(alert + " has fired before the troubles began"));
    }

    /** The troubles begin; returns when all expected alerts have been seen, or should have been. */
    public void trouble() throws Exception {
        for (Trouble trouble : troubles) {
            spectator.says("trouble: " + trouble.service() + ", " + trouble.what());
            trouble.begin().run();
        }
        inTrouble = true;
        until(PATIENCE, () -> Verdict.complete(troubles, watch));
    }

    /** The troubles end; returns when all alerts have ended, or should have. */
    public void recovery() throws Exception {
        spectator.says("recovery: the troubles end, and so must the alerts");
        for (Trouble trouble : troubles) {
            trouble.end().run();
        }
        inTrouble = false;
        until(PATIENCE, () -> Verdict.over(watch));
    }

    /** What was not as expected in this round; call it after the recovery. */
    public List<String> problems() throws IOException, InterruptedException {
        List<String> problems = new ArrayList<>(early);
        problems.addAll(Verdict.problems(troubles, watch));
        problems.addAll(prometheus.brokenRules());
        return problems;
    }

    private interface Condition {
        boolean met();
    }

    private void until(Duration patience, Condition condition) throws Exception {
        long begin = System.nanoTime();
        do {
            Thread.sleep(1_000);
            watch.look();
            spectator.watches(this);
        } while (!condition.met() && System.nanoTime() - begin < patience.toNanos());
    }

    /** The real Prometheus, to be asked. */
    public PrometheusProcess prometheus() {
        return prometheus;
    }

    /** The real Alertmanager. */
    public AlertmanagerProcess alertmanager() {
        return alertmanager;
    }

    /** Alerts of which somebody was told in this round. */
    public Set<Alert> heard() {
        return watch.heard();
    }

    /** Alerts that were silenced in this round. */
    public Set<Alert> everSilenced() {
        return watch.everSilenced();
    }

    /** What is to happen to whom. */
    List<Trouble> troubles() {
        return troubles;
    }

    boolean inTrouble() {
        return inTrouble;
    }

    Services services() {
        return services;
    }

    Watch watch() {
        return watch;
    }
}
