package io.confab.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.util.concurrent.locks.LockSupport;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullMarked;

/** How code is written, where a tool can tell. */
@AnalyzeClasses(packages = "io.confab", importOptions = ImportOption.DoNotIncludeTests.class)
class HabitsTest {

    private static final String[] ON_EVENT_LOOPS = {
        "io.confab.api..",
        "io.confab.codec..",
        "io.confab.session..",
        "io.confab.handlers..",
        "io.confab.server..",
        "io.confab.gateway..",
        "io.confab.client.."
    };

    @ArchTest
    static void everyPackageSaysWhatMayBeNull(JavaClasses classes) {
        var unmarked = classes.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(each -> !each.getClasses().isEmpty() && !each.isAnnotatedWith(NullMarked.class))
                .toList();
        Assertions.assertThat(unmarked).isEmpty();
    }

    /** A decoded message owns heap values, so a handler never has anything to release; the last one throws away what nobody took. A gateway that keeps bytes back is a codec. Certificates outside of the heap are counted in one place. */
    @ArchTest
    static final ArchRule onlyCodecAndTailCountReferences = noClasses()
            .that()
            .resideOutsideOfPackage("io.confab.codec..")
            .and()
            .haveNameNotMatching("io\\.confab\\.(session\\.(Tail|TailSegment|Cursor)|handlers\\.LastHandler"
                    + "|server\\.TlsContext|gateway\\.classic\\.FramePacer"
                    + "|gateway\\.websocket\\.[A-Za-z]+)")
            .should()
            .callMethodWhere(
                    target(owner(assignableTo(ReferenceCounted.class))).and(target(nameMatching("retain|release"))))
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ReferenceCountUtil.class);

    @ArchTest
    static final ArchRule nothingBlocksAnEventLoop = noClasses()
            .that(resideInAnyPackage(ON_EVENT_LOOPS))
            .should()
            .callMethodWhere(target(owner(assignableTo(io.netty.util.concurrent.Future.class)))
                    .and(target(nameMatching("sync.*|await.*"))))
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Object.class, "wait")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(LockSupport.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent.locks");

    @ArchTest
    static final ArchRule commandHandlersServeEveryPipeline = classes()
            .that()
            .areAssignableTo("io.confab.handlers.CommandHandler")
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .should()
            .beAnnotatedWith(Sharable.class)
            .andShould()
            .haveOnlyFinalFields();

    @ArchTest
    static final ArchRule namesAreTheFieldsOwn =
            noClasses().should().haveSimpleNameEndingWith("Impl").orShould().haveSimpleNameEndingWith("Utils");

    @ArchTest
    static final ArchRule loggersAreCalledLog = fields().that()
            .haveRawType("org.slf4j.Logger")
            .should()
            .haveName("log")
            .andShould()
            .beStatic();

    @ArchTest
    static final ArchRule nobodyUsesJavaUtilLogging = NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule librariesPrintNothing =
            noClasses().that(resideInAnyPackage(ON_EVENT_LOOPS)).should(ACCESS_STANDARD_STREAMS);

    @ArchTest
    static final ArchRule whatIsNotExtendedIsFinal = classes()
            .that()
            .areTopLevelClasses()
            .and()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .and()
            .haveNameNotMatching(".*\\.package-info")
            .and(not(nameMatching(".*\\.module-info")))
            .should()
            .haveModifier(JavaModifier.FINAL)
            .orShould(beExtended());

    private static ArchCondition<JavaClass> beExtended() {
        return ArchCondition.from(DescribedPredicate.describe(
                "be extended", each -> !each.getSubclasses().isEmpty()));
    }
}
