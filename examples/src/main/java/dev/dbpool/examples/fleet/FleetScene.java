package dev.dbpool.examples.fleet;

import dev.dbpool.examples.terminal.FailureLine;
import dev.dbpool.examples.terminal.Resources;
import dev.dbpool.examples.terminal.Screen;
import dev.dbpool.examples.terminal.UsageException;
import java.util.List;
import java.util.Map;

/**
 * {@code ./dev fleet}: the shipped alerts on the day. Exit code 0, or 1 with one line on the standard error or the
 * differences between what was expected and what came, or 2 for options that it does not know.
 */
public final class FleetScene {
    private final Options options;
    private final Screen screen;
    private final Resources resources;

    private FleetScene(Options options, Screen screen, Resources resources) {
        this.options = options;
        this.screen = screen;
        this.resources = resources;
    }

    /** {@code --help} lists the options. */
    public static void main(String[] args) {
        System.exit(run(args, System.getenv()));
    }

    private static int run(String[] args, Map<String, String> environment) {
        Options options;
        try {
            options = Options.parse(args);
        } catch (UsageException wrong) {
            System.err.println("fleet: " + wrong.getMessage() + " (./dev fleet --help lists the options)");
            return 2;
        }
        Screen screen = Screen.standardOutput(environment);
        if (options.help()) {
            screen.line(Options.HELP);
            return 0;
        }
        // Read by slf4j-simple when the first logger is made. The pools in trouble would fill the screen.
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", options.debug() ? "info" : "off");
        try (Resources resources = Resources.closedAtExit("fleet")) {
            resources.add(screen);
            return new FleetScene(options, screen, resources).playOrTell();
        }
    }

    private int playOrTell() {
        try {
            return play();
        } catch (Exception failure) {
            if (!resources.closing()) {
                screen.close();
                System.err.println("fleet: " + FailureLine.of(failure));
                if (options.debug()) {
                    failure.printStackTrace();
                }
            }
            return 1;
        }
    }

    private int play() throws Exception {
        screen.line(screen.bold("db-pool: eleven services on one PostgreSQL, and the alerts of those in trouble"));
        Progress progress = new Progress(screen);
        Scene scene = Scene.start(options.prometheusPort(), options.alertmanagerPort(), resources, progress);
        introduce(scene);
        List<String> problems;
        do {
            scene.calm();
            scene.trouble();
            scene.recovery();
            problems = scene.problems();
            progress.leaveTable();
            tell(problems);
        } while (!options.once());
        return problems.isEmpty() ? 0 : 1;
    }

    private void introduce(Scene scene) {
        screen.line("");
        screen.line("Prometheus    " + screen.bold(scene.prometheus().url() + "/alerts"));
        screen.line("Alertmanager  " + screen.bold(scene.alertmanager().url() + "/api/v2/alerts")
                + " (Debian's has no pages)");
        scene.services()
                .addresses()
                .forEach((service, address) -> screen.line(String.format("%-21s http://%s/metrics", service, address)));
        screen.line("");
    }

    private void tell(List<String> problems) {
        screen.line("");
        if (problems.isEmpty()) {
            screen.line(screen.good("The right alerts, and only those, reached somebody, and they ended."));
        } else {
            screen.line(screen.alarming("Not as expected:"));
            problems.forEach(problem -> screen.line("  " + problem));
        }
        screen.line("");
    }
}
