package dev.dbpool.examples.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dbpool.examples.terminal.Resources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The shipped rules in a real Prometheus and the shipped routes in a real Alertmanager, over eleven real pools on a real
 * PostgreSQL, six of which get into trouble. One round of the scene, three minutes; the tests look at what it left.
 */
@Tag("all")
class FleetSceneTest {
    private static final Set<String> HEARD = Set.of(
            "pager content-service DatabaseConnectionPoolExhausted",
            "pager content-service DatabaseConnectionErrorsHigh",
            "pager media-service DatabaseUnreachable",
            "database-channel search-service DatabaseConnectionAcquireSlow",
            "database-channel events-service DatabaseConnectionPoolHighUtilization",
            "database-channel notification-service DatabaseConnectionLeakSuspected",
            "pager cdn-service DatabaseConnectionMetricsMissing");

    private static final Set<String> SILENCED = Set.of(
            "content-service DatabaseConnectionPoolHighUtilization",
            "content-service DatabaseConnectionPoolExhaustionBurn",
            "content-service DatabaseConnectionPoolExhaustionSlowBurn",
            "content-service DatabaseConnectionAcquireVerySlow",
            "content-service DatabaseConnectionAcquireSlow",
            "content-service DatabaseConnectionCallersWaiting",
            "content-service DatabaseConnectionPoolNoIdle",
            "content-service DatabaseConnectionErrorBudgetBurn",
            "content-service DatabaseConnectionErrors",
            "content-service DatabaseConnectionFailureShare",
            "content-service DatabaseConnectionTimeouts",
            "media-service DatabaseConnectionOpenFailures",
            "media-service DatabaseConnectionAcquireVerySlow",
            "media-service DatabaseConnectionAcquireSlow",
            "media-service DatabaseConnectionErrors",
            "media-service DatabaseConnectionErrorBudgetBurn",
            "media-service DatabaseConnectionCallersWaiting",
            "media-service DatabaseConnectionPoolNoIdle",
            "cdn-service DatabaseConnectionScrapeFailing");

    /** Hours of budget have really been used up: heard of, if those that silence it end before it. */
    private static final Set<String> HEARD_LATER = Set.of(
            "pager content-service DatabaseConnectionPoolExhaustionBurn",
            "database-channel content-service DatabaseConnectionPoolExhaustionSlowBurn");

    private static final Resources RESOURCES = Resources.closedAtExit("fleet-test");
    private static final Map<String, String> DASHBOARD = new LinkedHashMap<>();
    private static final Map<String, String> OTHER_DASHBOARDS = new LinkedHashMap<>();
    private static Set<String> heardInTrouble = Set.of();
    private static Set<String> heard = Set.of();
    private static Set<String> silenced = Set.of();
    private static Set<String> verdicts = Set.of();
    private static Set<String> misnamed = Set.of();
    private static Set<String> scraped = Set.of();
    private static List<String> problems = List.of();

    @BeforeAll
    static void play() throws Exception {
        assumeInstalled(PrometheusProcess.PROGRAM);
        assumeInstalled(AlertmanagerProcess.PROGRAM);
        Scene scene = Scene.start(0, 0, RESOURCES, new Log());
        scene.calm();
        scene.trouble();
        heardInTrouble = heard(scene);
        DASHBOARD.putAll(DashboardExpressions.answers(scene.prometheus(), "database-pool-dashboard.json"));
        for (String other : List.of("database-pool-service-dashboard.json", "database-pool-budget-dashboard.json")) {
            OTHER_DASHBOARDS.putAll(DashboardExpressions.answers(scene.prometheus(), other));
        }
        scraped = labels(scene, "db_pool_info", "service");
        misnamed = labels(scene, "{__name__=~\"db_pool_.+\", exported_service=~\".+\"}", "exported_service");
        scene.recovery();
        heard = heard(scene);
        verdicts = scene.watch().messages().stream()
                .filter(message -> message.alert().service().equals("content-service"))
                .map(Webhook.Message::verdict)
                .filter(verdict -> !verdict.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        silenced = scene.everSilenced().stream().map(Alert::toString).collect(Collectors.toCollection(TreeSet::new));
        problems = scene.problems();
    }

    @AfterAll
    static void end() {
        RESOURCES.close();
    }

    @Test
    void theRightAlertsReachSomebodyAndOnlyThose() {
        assertThat(heardInTrouble).containsExactlyInAnyOrderElementsOf(HEARD);
    }

    @Test
    void nobodyIsToldOfTheAftermathButOnce() {
        Set<String> later = new TreeSet<>(heard);
        later.removeAll(heardInTrouble);

        assertThat(HEARD_LATER).containsAll(later);
    }

    @Test
    void whoIsPagedIsToldTheVerdictOfThePool() {
        assertThat(verdicts).singleElement().asString().matches("slow sql: https://\\S+/docs/verdicts\\.md#slow-sql");
    }

    @Test
    void theCauseSilencesItsConsequences() {
        assertThat(silenced).containsExactlyInAnyOrderElementsOf(SILENCED);
    }

    @Test
    void allAlertsEndWithTheTroublesAndWhoWasToldIsToldOfIt() {
        assertThat(problems).isEmpty();
    }

    @Test
    void thePoolsOwnServiceLabelWinsOverThatOfTheTarget() {
        assertThat(misnamed).isEmpty();
        assertThat(scraped).hasSize(10).as("all but the dead one").contains("auth-service", "content-service");
    }

    /** Without exception: there is no panel that this scene may leave empty. */
    @Test
    void everyExpressionOfTheDashboardIsAnsweredWithData() {
        Map<String, String> unanswered = new LinkedHashMap<>(DASHBOARD);
        unanswered.values().removeIf("data"::equals);

        assertThat(DASHBOARD).hasSizeGreaterThan(20);
        assertThat(unanswered).isEmpty();
    }

    /** Nobody is refused in this scene, so some of their panels are empty. */
    @Test
    void noExpressionOfTheOtherDashboardsIsRefused() {
        assertThat(OTHER_DASHBOARDS.values()).hasSizeGreaterThan(40).isSubsetOf("data", "no data");
    }

    private static void assumeInstalled(String program) {
        String hint =
                "SKIPPED: " + program + " is not installed. Run: apt-get install -y --no-install-recommends " + program;
        if (Program.find(program).isEmpty()) {
            System.err.println(hint);
        }
        assumeTrue(Program.find(program).isPresent(), hint);
    }

    /** Who hears depends on the time of day; that it is a pager does not. */
    private static Set<String> heard(Scene scene) {
        return scene.watch().messages().stream()
                .filter(Webhook.Message::firing)
                .map(message -> message.receiver().replaceFirst("^pager-\\w+$", "pager") + " " + message.alert())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> labels(Scene scene, String expression, String label) throws Exception {
        return scene.prometheus().query(expression).stream()
                .map(series -> series.at("metric").at(label).text())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** For whoever reads the log of a test that failed. */
    private static final class Log implements Scene.Spectator {
        private final long began = System.nanoTime();
        private int told;

        @Override
        public void says(String text) {
            System.out.printf("%4d s  %s%n", (System.nanoTime() - began) / 1_000_000_000L, text);
        }

        @Override
        public void watches(Scene scene) {
            List<Webhook.Message> messages = scene.watch().messages();
            for (; told < messages.size(); told++) {
                Webhook.Message message = messages.get(told);
                says(message.receiver() + (message.firing() ? " hears " : " hears of the end: ") + message.alert());
            }
        }
    }
}
