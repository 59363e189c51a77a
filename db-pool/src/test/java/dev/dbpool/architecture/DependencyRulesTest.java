package dev.dbpool.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Who may know whom. A rule that has to give way is changed here, where a reviewer sees it. */
class DependencyRulesTest {
    private static final String INTERNAL = "dev.dbpool.internal.";

    /** The internal packages, each with the other internal packages that it may use. */
    static final Map<String, Set<String>> INTERNAL_USES = Map.ofEntries(
            Map.entry("url", Set.of("text")),
            Map.entry("text", Set.of()),
            Map.entry("slot", Set.of("factory", "metrics")),
            Map.entry("admission", Set.of("slot")),
            Map.entry("config", Set.of("admission", "text", "url")),
            Map.entry("factory", Set.of("metrics", "recording", "stack", "text", "url")),
            Map.entry("engine", Set.of("admission", "factory", "slot")),
            Map.entry("jdbc", Set.of("factory")),
            Map.entry("metrics", Set.of()),
            Map.entry("recording", Set.of()),
            Map.entry("stack", Set.of()),
            Map.entry("backend", Set.of("factory", "text")),
            Map.entry("diagnosis", Set.of("stack", "text")),
            Map.entry(
                    "monitor",
                    Set.of(
                            "backend",
                            "config",
                            "diagnosis",
                            "factory",
                            "jdbc",
                            "metrics",
                            "recording",
                            "stack",
                            "text")),
            Map.entry(
                    "pool",
                    Set.of(
                            "admission",
                            "config",
                            "engine",
                            "factory",
                            "jdbc",
                            "metrics",
                            "monitor",
                            "recording",
                            "slot",
                            "text",
                            "url")));

    static final Set<Map.Entry<String, Set<String>>> INTERNAL_PACKAGES = INTERNAL_USES.entrySet();

    /** Libraries that only these packages may use, subpackages not included. */
    static final List<Map.Entry<String, List<String>>> LIBRARIES = List.of(
            Map.entry("org.postgresql..", List.of(INTERNAL + "factory", INTERNAL + "url", INTERNAL + "jdbc")),
            Map.entry("jdk.jfr..", List.of(INTERNAL + "recording")),
            Map.entry("io.prometheus..", List.of(INTERNAL + "metrics", INTERNAL + "pool", "dev.dbpool")));

    /** The internal types that are public, because another package of the module must reach them. As few as can be. */
    private static final Set<String> DOORS = Set.of(
            "url.DatabaseUrl",
            "url.EditDistance",
            "url.InvalidUrlException",
            "url.Password",
            "url.TargetServer",
            "url.UrlSource",
            "admission.AdmissionResult",
            "admission.AdmissionSettings",
            "admission.Gate",
            "admission.Occupancy",
            "admission.Waiter",
            "admission.WaitingCallers",
            "config.ConfigKey",
            "config.ConfigValue",
            "config.PoolSettings",
            "config.Settings",
            "backend.BackendView",
            "backend.HeldBackend",
            "backend.ServerReading",
            "diagnosis.Diagnosis",
            "diagnosis.Evidence",
            "engine.Engine",
            "engine.EngineSettings",
            "engine.SessionSource",
            "factory.AttemptSocketFactory",
            "factory.ConnectFault",
            "factory.ConnectListener",
            "factory.ConnectionFactory",
            "factory.ExplanationSession",
            "factory.FactorySettings",
            "factory.LoginAttempt",
            "factory.LoginCredentials",
            "factory.OpenFailedException",
            "factory.PhysicalConnection",
            "factory.PoolThread",
            "factory.SessionFate",
            "factory.SessionReset",
            "factory.SessionSetup",
            "jdbc.BorrowedConnection",
            "jdbc.ReturnPath",
            "metrics.ErrorType",
            "metrics.MetricsRegistration",
            "metrics.PoolIdentity",
            "metrics.PoolMetrics",
            "metrics.PoolReadings",
            "metrics.SessionTally",
            "monitor.Announcements",
            "monitor.LeakSuspects",
            "monitor.ObservedPool",
            "monitor.PoolObserver",
            "pool.AcquirePath",
            "pool.PoolParts",
            "pool.Timeouts",
            "recording.PoolEvents",
            "slot.Padding",
            "slot.Slot",
            "slot.SlotCounts",
            "slot.Slots",
            "stack.ActivityReader",
            "stack.ApplicationFrames",
            "stack.CallSite",
            "stack.CallSites",
            "stack.TaskKind",
            "stack.ThreadSnapshot",
            "text.Amount",
            "text.ForeignFailure",
            "text.OneLine");

    @Test
    void everyInternalPackageIsInTheTable() {
        Set<String> found = new TreeSet<>();
        for (JavaClass type : MainCode.CLASSES) {
            if (type.getPackageName().startsWith(INTERNAL)) {
                found.add(type.getPackageName().substring(INTERNAL.length()));
            }
        }
        assertThat(found).isSubsetOf(INTERNAL_USES.keySet());
    }

    @ParameterizedTest
    @FieldSource("INTERNAL_PACKAGES")
    void internalPackageUsesOnlyTheInternalPackagesItMay(Map.Entry<String, Set<String>> entry) {
        String user = INTERNAL + entry.getKey();
        String[] allowed = Stream.concat(
                        Stream.of(user), entry.getValue().stream().map(INTERNAL::concat))
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(user)
                .should()
                .dependOnClassesThat(resideInAPackage(INTERNAL + ".").and(not(resideInAnyPackage(allowed))))
                .check(MainCode.CLASSES);
    }

    @Test
    void internalPackagesFormNoCycle() {
        slices().matching(INTERNAL + "(*)..").should().beFreeOfCycles().check(MainCode.CLASSES);
    }

    @ParameterizedTest
    @FieldSource("LIBRARIES")
    void libraryIsUsedOnlyWhereItMay(Map.Entry<String, List<String>> library) {
        noClasses()
                .that()
                .resideOutsideOfPackages(library.getValue().toArray(String[]::new))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library.getKey())
                .check(MainCode.CLASSES);
    }

    @Test
    void onlyTheCollectorKnowsTheNamesOfMetrics() {
        noClasses()
                .that()
                .resideOutsideOfPackages(INTERNAL + "metrics", "dev.dbpool.metrics")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.dbpool.metrics..")
                .check(MainCode.CLASSES);
    }

    @Test
    void catalogueOfMetricsKnowsNobody() {
        noClasses()
                .that()
                .resideInAPackage("dev.dbpool.metrics")
                .should()
                .dependOnClassesThat(resideInAPackage("dev.dbpool..").and(not(resideInAPackage("dev.dbpool.metrics"))))
                .check(MainCode.CLASSES);
    }

    @Test
    void internalPackagesKnowNeitherThePoolNorItsConfiguration() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + ".")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.dbpool\\.(DbPool|DbConfig)(\\$.*)?")
                .check(MainCode.CLASSES);
    }

    /** The server's limits are vocabulary, like the reason of a failure: a record that the factory fills. */
    @Test
    void onlyTheConfigurationKnowsTheFleet() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + ".")
                .and()
                .resideOutsideOfPackage(INTERNAL + "config")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.dbpool\\.fleet\\.(?!ServerLimits$).*")
                .check(MainCode.CLASSES);
    }

    @Test
    void internalTypesArePublicOnlyIfListedAsDoors() {
        Set<String> open = new TreeSet<>();
        for (JavaClass type : MainCode.CLASSES) {
            if (type.getName().startsWith(INTERNAL)
                    && type.isTopLevelClass()
                    && type.getModifiers().contains(JavaModifier.PUBLIC)) {
                open.add(type.getName().substring(INTERNAL.length()));
            }
        }
        assertThat(open).as("make it package-private, or argue for a door").hasSameElementsAs(DOORS);
    }
}
