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

    /** The internal packages, each with the other internal packages that it may use. Only dev.dbpool uses them all. */
    static final Map<String, Set<String>> INTERNAL_USES = Map.ofEntries(
            Map.entry("url", Set.of()),
            Map.entry("text", Set.of()),
            Map.entry("factory", Set.of("url")),
            Map.entry("engine", Set.of()),
            Map.entry("admission", Set.of()),
            Map.entry("jdbc", Set.of("factory")),
            Map.entry("metrics", Set.of()),
            Map.entry("stack", Set.of()),
            Map.entry("backend", Set.of("factory", "text")),
            Map.entry("diagnosis", Set.of("stack", "text")),
            Map.entry("report", Set.of("backend", "diagnosis", "factory", "stack", "text")),
            Map.entry("watch", Set.of("backend", "factory", "report", "stack", "text")),
            Map.entry("recording", Set.of()));

    static final Set<Map.Entry<String, Set<String>>> INTERNAL_PACKAGES = INTERNAL_USES.entrySet();

    /** Libraries that only these packages may use, subpackages not included. */
    static final List<Map.Entry<String, List<String>>> LIBRARIES = List.of(
            Map.entry("com.zaxxer..", List.of(INTERNAL + "engine")),
            Map.entry("org.postgresql..", List.of(INTERNAL + "factory", INTERNAL + "url", INTERNAL + "jdbc")),
            Map.entry("jdk.jfr..", List.of(INTERNAL + "recording")),
            Map.entry("io.prometheus..", List.of(INTERNAL + "metrics", "dev.dbpool")));

    /** The internal types that are public, because another package of the module must reach them. As few as can be. */
    private static final Set<String> DOORS = Set.of(
            "url.DatabaseUrl",
            "url.InvalidUrlException",
            "url.TargetServer",
            "url.UrlSource",
            "admission.Admission",
            "admission.AdmissionSettings",
            "admission.Entry",
            "admission.Gate",
            "admission.Occupancy",
            "admission.WaitingCallers",
            "backend.BackendView",
            "backend.HeldBackend",
            "backend.ServerReading",
            "diagnosis.Diagnosis",
            "diagnosis.Evidence",
            "engine.ConnectionSource",
            "engine.Engine",
            "engine.EngineSettings",
            "engine.HikariEngine",
            "factory.AttemptSocketFactory",
            "factory.ConnectFault",
            "factory.ConnectListener",
            "factory.ConnectionFactory",
            "factory.ExplanationSession",
            "factory.FactorySettings",
            "factory.Holding",
            "factory.OpenFailedException",
            "factory.PhysicalConnection",
            "factory.PoolThread",
            "jdbc.BorrowedConnection",
            "jdbc.ReturnPath",
            "metrics.ErrorType",
            "metrics.MetricsRegistration",
            "metrics.PoolIdentity",
            "metrics.PoolMetrics",
            "metrics.PoolReadings",
            "metrics.SessionTally",
            "recording.PoolEvents",
            "report.BlackBox",
            "report.Explainer",
            "report.Holders",
            "report.Line",
            "stack.ActivityReader",
            "stack.ApplicationFrames",
            "stack.CallSites",
            "stack.Delegation",
            "stack.Look",
            "text.Amount",
            "text.OneLine",
            "watch.Reclaimer",
            "watch.Episode",
            "watch.Suspect",
            "watch.Watch",
            "watch.WatchListener");

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

    /** The server's limits are vocabulary, like the reason of a failure: a record that the factory fills. */
    @Test
    void partsOfTheLineKnowNeitherThePoolNorItsConfigurationNorTheFleet() {
        noClasses()
                .that()
                .resideInAPackage(INTERNAL + ".")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("dev\\.dbpool\\.(DbPool|DbConfig|fleet\\.(?!ServerLimits$)).*")
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
