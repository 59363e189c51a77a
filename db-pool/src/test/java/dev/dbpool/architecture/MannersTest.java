package dev.dbpool.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How a library behaves inside somebody else's process. */
class MannersTest {
    /** Classes that may sleep, each with the reason why nothing wakes them. */
    private static final Map<String, String> SLEEPERS = Map.of();

    @Test
    void nobodyWritesToStandardStreams() {
        noClasses().should(ACCESS_STANDARD_STREAMS).check(MainCode.CLASSES);
    }

    /** Naming the type stays allowed: {@code DataSource.getParentLogger} does. */
    @Test
    void nobodyLogsByJavaUtilLogging() {
        noClasses()
                .should()
                .accessClassesThat()
                .resideInAPackage("java.util.logging..")
                .check(MainCode.CLASSES);
    }

    @Test
    void nobodySleepsButWhoIsListed() {
        noClasses()
                .that(describe("are not listed as sleepers", (JavaClass type) -> !SLEEPERS.containsKey(type.getName())))
                .should()
                .callMethodWhere(describe(
                        "it is the sleep of Thread or TimeUnit",
                        call -> call.getName().equals("sleep")
                                && (call.getTargetOwner().isEquivalentTo(Thread.class)
                                        || call.getTargetOwner().isEquivalentTo(TimeUnit.class))))
                .check(MainCode.CLASSES);
    }

    @Test
    void nobodyEndsOrReconfiguresTheProcess() {
        noClasses()
                .should()
                .callMethodWhere(describe(
                        "it is System.exit, System.setProperty or Runtime.halt",
                        call -> (call.getTargetOwner().isEquivalentTo(System.class)
                                        || call.getTargetOwner().isEquivalentTo(Runtime.class))
                                && call.getName().matches("exit|halt|setProperty|addShutdownHook")))
                .check(MainCode.CLASSES);
    }

    @Test
    void staticFieldsAreFinal() {
        fields().that()
                .areStatic()
                .and(describe(
                        "are written by us",
                        (JavaField field) -> !field.getModifiers().contains(JavaModifier.SYNTHETIC)))
                .should()
                .beFinal()
                .check(MainCode.CLASSES);
    }
}
