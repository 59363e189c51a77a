package dev.dbpool.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What users compile against must not tie them to what we keep to ourselves. */
class PublicApiTest {
    /** Everything in the package that users import. The works of the pool are not among it. */
    private static final Set<String> ROOT_PACKAGE = Set.of(
            "AcquireFailure",
            "AcquireInterruptedException",
            "AcquireRejectedException",
            "AcquireTimeoutException",
            "AdmissionPolicy",
            "ConnectDeniedException",
            "ConnectFailed",
            "ConnectFailedException",
            "ConnectFailure",
            "ConnectionCallback",
            "Credentials",
            "DbConfig",
            "DbConfigException",
            "DbPool",
            "Health",
            "Isolation",
            "PoolClosedException",
            "PoolStats",
            "Priority",
            "RejectReason",
            "TestBeforeAcquire");

    /** A record with more would grow, and every added component breaks those who construct or deconstruct it. */
    private static final int MOST_COMPONENTS = 6;

    @Test
    void rootPackageHoldsTheseTypesAndNoOthers() {
        assertThat(MainCode.CLASSES.stream()
                        .filter(type -> type.getPackageName().equals("dev.dbpool"))
                        .filter(JavaClass::isTopLevelClass)
                        .map(JavaClass::getSimpleName)
                        .filter(name -> !name.equals("package-info")))
                .containsExactlyInAnyOrderElementsOf(ROOT_PACKAGE);
    }

    @Test
    void publicRecordsAreSmall() {
        assertThat(MainCode.CLASSES.stream()
                        .filter(type -> List.of(MainCode.exportedPackages()).contains(type.getPackageName()))
                        .filter(type -> type.isRecord() && type.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(type -> components(type) > MOST_COMPONENTS)
                        .map(JavaClass::getName))
                .as("final classes may grow: accessors, and a further constructor for each figure that is added")
                .isEmpty();
    }

    private static long components(JavaClass type) {
        return type.getFields().stream()
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .count();
    }

    @Test
    void exportedTypesMentionNothingInternal() {
        classes()
                .that()
                .resideInAnyPackage(MainCode.exportedPackages())
                .and()
                .arePublic()
                .should(mentionOnlyTypesThatUsersSee())
                .check(MainCode.CLASSES);
    }

    private static ArchCondition<JavaClass> mentionOnlyTypesThatUsersSee() {
        return new ArchCondition<>("mention neither dev.dbpool.internal nor com.zaxxer where users see it") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getSuperclass().ifPresent(parent -> examine(type.getName(), parent, type, events));
                type.getInterfaces().forEach(parent -> examine(type.getName(), parent, type, events));
                type.getMembers().stream()
                        .filter(PublicApiTest::isVisible)
                        .forEach(member -> forEachType(
                                member, mentioned -> examine(member.getFullName(), mentioned, member, events)));
            }
        };
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static void forEachType(JavaMember member, Consumer<JavaType> examine) {
        if (member instanceof JavaField field) {
            examine.accept(field.getType());
        } else if (member instanceof JavaCodeUnit codeUnit) {
            examine.accept(codeUnit.getReturnType());
            codeUnit.getParameterTypes().forEach(examine);
            codeUnit.getExceptionTypes().forEach(examine);
        }
    }

    private static void examine(String where, JavaType mentioned, Object subject, ConditionEvents events) {
        for (JavaClass raw : mentioned.getAllInvolvedRawTypes()) {
            String name = raw.getName();
            if (name.startsWith("dev.dbpool.internal.") || name.startsWith("com.zaxxer.")) {
                events.add(SimpleConditionEvent.violated(subject, where + " mentions " + name));
            }
        }
    }
}
