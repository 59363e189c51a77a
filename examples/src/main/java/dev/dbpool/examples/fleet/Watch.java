package dev.dbpool.examples.fleet;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What Prometheus, Alertmanager and the webhook say of the alerts, now and since the round began. Look about once per
 * second; for one thread.
 */
final class Watch {
    /** The dead man's switch says nothing about a service, and a warning about days outlasts a scene of minutes. */
    private static final Set<String> NOT_OF_THE_SCENE =
            Set.of("DatabaseMonitoringAlive", "DatabaseConnectionErrorBudgetSlowBurn");

    private final PrometheusProcess prometheus;
    private final AlertmanagerProcess alertmanager;
    private final Webhook webhook;
    private final Set<String> toldOfTheEnd;

    private Set<Alert> firing = Set.of();
    private Set<Alert> silenced = Set.of();
    private final Set<Alert> everFired = new TreeSet<>();
    private final Set<Alert> everSilenced = new TreeSet<>();
    private int roundBegan;

    /** @param toldOfTheEnd receivers that get a message when an alert ends */
    Watch(PrometheusProcess prometheus, AlertmanagerProcess alertmanager, Webhook webhook, Set<String> toldOfTheEnd) {
        this.prometheus = prometheus;
        this.alertmanager = alertmanager;
        this.webhook = webhook;
        this.toldOfTheEnd = toldOfTheEnd;
    }

    void beginRound() {
        everFired.clear();
        everSilenced.clear();
        roundBegan = webhook.messages().size();
    }

    void look() throws IOException, InterruptedException {
        firing = new TreeSet<>(prometheus.firing());
        firing.removeIf(alert -> NOT_OF_THE_SCENE.contains(alert.name()));
        silenced = new TreeSet<>(alertmanager.silenced());
        silenced.removeIf(alert -> NOT_OF_THE_SCENE.contains(alert.name()));
        everFired.addAll(firing);
        everSilenced.addAll(silenced);
    }

    /** Alerts that fire now. */
    Set<Alert> firing() {
        return firing;
    }

    /** Alerts that another one silences now. */
    Set<Alert> silenced() {
        return silenced;
    }

    /** Alerts that fired in this round. */
    Set<Alert> everFired() {
        return new TreeSet<>(everFired);
    }

    /** Alerts that were silenced in this round. */
    Set<Alert> everSilenced() {
        return new TreeSet<>(everSilenced);
    }

    /** Messages of this round. */
    List<Webhook.Message> messages() {
        List<Webhook.Message> all = webhook.messages();
        return all.subList(roundBegan, all.size()).stream()
                .filter(message -> !NOT_OF_THE_SCENE.contains(message.alert().name()))
                .toList();
    }

    /** Alerts of which somebody was told in this round. */
    Set<Alert> heard() {
        Set<Alert> heard = new TreeSet<>();
        messages().stream().filter(Webhook.Message::firing).forEach(message -> heard.add(message.alert()));
        return heard;
    }

    /** Alerts of whose beginning somebody was told, but not yet of the end, by receiver. */
    Set<String> open() {
        Map<String, Boolean> last = new LinkedHashMap<>();
        messages().stream()
                .filter(message -> toldOfTheEnd.contains(message.receiver()))
                .forEach(message -> last.put(message.receiver() + ": " + message.alert(), message.firing()));
        Set<String> open = new HashSet<>(last.keySet());
        open.removeIf(key -> !last.getOrDefault(key, false));
        return new TreeSet<>(open);
    }
}
