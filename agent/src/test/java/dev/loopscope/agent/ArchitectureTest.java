// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.loopscope.agent.adapter.LoopNames;
import dev.loopscope.agent.sink.JulLog;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Who may use whom. */
class ArchitectureTest {
    private static final String AGENT = "dev.loopscope.agent";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(AGENT);
    private static final JavaClasses BRIDGE = new ClassFileImporter()
            .importPath(Path.of(System.getProperty("basedir", "agent"), "target", "bridge-classes"));

    @Test
    void detectorsDoNotUseEachOther() {
        slices().matching(AGENT + ".detector.(*)..")
                .should()
                .notDependOnEachOther()
                .check(MAIN);
    }

    @Test
    void adaptersDoNotUseEachOther() {
        slices().matching(AGENT + ".adapter.(*)..")
                .should()
                .notDependOnEachOther()
                .check(MAIN);
    }

    @Test
    void detectorsKnowOfAdaptersOnlyWhatLoopsAreCalled() {
        noClasses()
                .that()
                .resideInAPackage(AGENT + ".detector..")
                .should()
                .dependOnClassesThat(resideInAPackage(AGENT + ".adapter..").and(not(belongToAnyOf(LoopNames.class))))
                .check(MAIN);
    }

    @Test
    void adaptersDoNotKnowDetectorsOrReports() {
        noClasses()
                .that()
                .resideInAPackage(AGENT + ".adapter..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(AGENT + ".detector..", AGENT + ".report..", AGENT + ".sink.."))
                .check(MAIN);
    }

    @Test
    void sinksKnowReportsAndOptionsOnly() {
        noClasses()
                .that()
                .resideInAPackage(AGENT + ".sink..")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        AGENT + ".detector..",
                        AGENT + ".adapter..",
                        AGENT + ".fact..",
                        AGENT + ".watch..",
                        AGENT + ".weave..",
                        AGENT + ".interception.."))
                .check(MAIN);
    }

    @Test
    void onlyWeavingTouchesClassFiles() {
        noClasses()
                .that()
                .resideOutsideOfPackage(AGENT + ".weave..")
                .should()
                .dependOnClassesThat(resideInAPackage("net.bytebuddy.."))
                .check(MAIN);
        classes()
                .that()
                .resideInAPackage(AGENT + ".weave..")
                .should()
                .onlyDependOnClassesThat(
                        not(resideInAPackage("net.bytebuddy..")).or(resideInAPackage("net.bytebuddy.jar.asm")))
                .check(MAIN);
    }

    @Test
    void onlyItsSinkTouchesTheApplicationsJavaUtilLogging() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(JulLog.class)
                .should()
                .dependOnClassesThat(resideInAPackage("java.util.logging.."))
                .check(MAIN);
    }

    @Test
    void onlyWatchingAndTheMBeanNeedManagement() {
        noClasses()
                .that()
                .resideOutsideOfPackages(AGENT + ".watch..", AGENT + ".management..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.lang.management..", "javax.management.."))
                .check(MAIN);
    }

    /** Each of these loads dozens of classes at the start of every application. */
    @Test
    void nothingUsesWhatIsSlowToStart() {
        noClasses()
                .that()
                .resideOutsideOfPackage(AGENT + ".cli..")
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.util.stream..", "java.util.regex..", "java.text.."))
                .check(MAIN);
        noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "formatted", Object[].class)
                .check(MAIN);
    }

    @Test
    void theAgentKnowsNoLoopAndNoLogger() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("dev.loopscope.loop..", "io.netty..", "org.slf4j.."))
                .check(MAIN);
    }

    @Test
    void theWayInIsAlone() {
        noClasses()
                .that()
                .resideInAPackage(AGENT + ".premain..")
                .should()
                .dependOnClassesThat(resideInAPackage(AGENT + "..").and(not(resideInAPackage(AGENT + ".premain.."))))
                .check(MAIN);
    }

    @Test
    void theBridgeIsMadeOfTheSmallestPartsOfTheJdk() {
        assertThat(BRIDGE).hasSizeGreaterThan(4);
        classes()
                .should()
                .resideInAnyPackage("java.lang", "java.util.concurrent")
                .andShould()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java.lang", "java.io", "java.time", "java.util.concurrent", "jdk.internal.misc"))
                .check(BRIDGE);
    }
}
