package dev.dbpool.examples.fleet;

import dev.dbpool.PoolStats;
import dev.dbpool.examples.terminal.Screen;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Shows a person how the scene goes. On a terminal a table of the services, rewritten every second, with the latest
 * messages below; elsewhere a line for each message, and one every ten seconds for each service that is not well.
 */
final class Progress implements Scene.Spectator {
    private static final int LATEST = 8;
    private static final int SECONDS_BETWEEN_PLAIN_TABLES = 10;

    private final Screen screen;
    private final int columns;
    private final long began = System.nanoTime();
    private final Deque<String> latest = new ArrayDeque<>();
    private Map<String, String> troubles = Map.of();
    private final Map<String, Boolean> told = new HashMap<>();
    private int messagesShown;
    private int linesToRewrite;
    private int looks;

    Progress(Screen screen) {
        this.screen = screen;
        this.columns = screen.terminal() ? screen.columns() : 0;
    }

    @Override
    public void says(String text) {
        event(text);
        // A table that stands above is rewritten with the next look.
        if (screen.terminal() && linesToRewrite == 0) {
            screen.line(text);
        }
    }

    @Override
    public void watches(Scene scene) {
        showNews(scene.watch().messages());
        troubles = scene.inTrouble()
                ? scene.troubles().stream().collect(Collectors.toMap(Trouble::service, Trouble::what))
                : Map.of();
        if (screen.terminal()) {
            table(scene);
        } else if (++looks % SECONDS_BETWEEN_PLAIN_TABLES == 0) {
            scene.services().all().forEach(service -> plainRow(scene, service));
        }
    }

    /** Leaves the table as it stands, for something else to be written below. */
    void leaveTable() {
        linesToRewrite = 0;
    }

    /** A message repeats what else is up in its group; only what has changed is shown. */
    private void showNews(List<Webhook.Message> messages) {
        if (messages.size() < messagesShown) {
            messagesShown = 0;
            told.clear();
        }
        for (Webhook.Message message : messages.subList(messagesShown, messages.size())) {
            Boolean before = told.put(message.receiver() + message.alert(), message.firing());
            if (message.firing() ? !Boolean.TRUE.equals(before) : Boolean.TRUE.equals(before)) {
                event(message.receiver()
                        + (message.firing() ? " hears: " : " hears of the end: ")
                        + message.alert()
                        + verdict(message));
            }
        }
        messagesShown = messages.size();
    }

    /** Its name; the link to its page would not fit. */
    private static String verdict(Webhook.Message message) {
        String name = message.verdict().replaceFirst(": .*$", "");
        return !message.firing() || name.isEmpty() ? "" : ", verdict: " + name;
    }

    private void event(String text) {
        String line = String.format(Locale.ROOT, "%4d s  %s", (System.nanoTime() - began) / 1_000_000_000L, text);
        if (!screen.terminal()) {
            screen.line(line);
            return;
        }
        latest.add(line);
        if (latest.size() > LATEST) {
            latest.remove();
        }
    }

    private void table(Scene scene) {
        if (linesToRewrite > 0) {
            screen.up(linesToRewrite);
        }
        linesToRewrite = 0;
        write(screen.bold(clipped(String.format(
                Locale.ROOT, "%-21s%9s%9s%8s  %s", "service", "in use", "waiting", "failed", "alerts (silenced)"))));
        for (ServiceProcess service : scene.services().all()) {
            row(scene, service);
        }
        write("");
        latest.forEach(line -> write(clipped(line)));
        for (int i = latest.size(); i < LATEST; i++) {
            write("");
        }
    }

    private void row(Scene scene, ServiceProcess service) {
        String numbers = numbers(service);
        String heard = heard(scene, service);
        String silenced = silenced(scene, service);
        String trouble = Optional.ofNullable(troubles.get(service.name())).orElse("");
        String rest = clipped(
                (heard.isEmpty() ? trouble : heard) + (silenced.isEmpty() ? "" : " (" + silenced + ")"),
                columns - numbers.length() - 2);
        write(numbers + "  " + (heard.isEmpty() ? screen.faint(rest) : screen.alarming(rest)));
    }

    private static String numbers(ServiceProcess service) {
        return service.pool()
                .map(pool -> {
                    PoolStats now = pool.stats();
                    return String.format(
                            Locale.ROOT,
                            "%-21s%9s%9d%8d",
                            service.name(),
                            now.active() + "/" + now.max(),
                            now.waiting(),
                            now.timeouts() + now.closedErrors() + now.otherErrors());
                })
                .orElseGet(() -> String.format(Locale.ROOT, "%-21s%9s%9s%8s", service.name(), "–", "–", "–"));
    }

    private void plainRow(Scene scene, ServiceProcess service) {
        String heard = heard(scene, service);
        String silenced = silenced(scene, service);
        if (!heard.isEmpty() || !silenced.isEmpty()) {
            screen.line("        " + numbers(service) + "  " + heard
                    + (silenced.isEmpty() ? "" : " (silenced: " + silenced + ")"));
        }
    }

    private static String heard(Scene scene, ServiceProcess service) {
        return names(scene, service, false);
    }

    private static String silenced(Scene scene, ServiceProcess service) {
        return names(scene, service, true);
    }

    private static String names(Scene scene, ServiceProcess service, boolean silenced) {
        Map<String, Boolean> names = new TreeMap<>();
        scene.watch().firing().stream()
                .filter(alert -> alert.service().equals(service.name()))
                .forEach(alert ->
                        names.put(alert.shortName(), scene.watch().silenced().contains(alert)));
        return names.entrySet().stream()
                .filter(entry -> entry.getValue() == silenced)
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
    }

    private void write(String line) {
        screen.over(line);
        linesToRewrite++;
    }

    private String clipped(String text) {
        return clipped(text, columns);
    }

    private static String clipped(String text, int width) {
        return text.length() < width ? text : text.substring(0, Math.max(0, width - 2)) + "…";
    }
}
