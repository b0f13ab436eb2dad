// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses LOOP = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.loopscope.loop");

    @Test
    void theLoopNeedsNothingButTheJdkTheLogAndTheQueue() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.loopscope.loop",
                        "dev.loopscope.loop.stream",
                        "java.io..",
                        "java.lang..",
                        "java.net..",
                        "java.nio..",
                        "java.time..",
                        "java.util..",
                        "org.slf4j..",
                        "org.jctools..",
                        "org.jspecify.annotations..")
                .check(LOOP);
    }

    @Test
    void onlyTheEntryQueueKnowsTheQueueLibraryAndOnlyTheLogKnowsSlf4j() {
        noClasses()
                .that()
                .doNotHaveSimpleName("EntryQueue")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.jctools..")
                .check(LOOP);
        noClasses()
                .that()
                .doNotHaveSimpleName("Log")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.slf4j..")
                .check(LOOP);
    }

    @Test
    void theLoopDoesNotKnowTheStreamsOnTopOfIt() {
        noClasses()
                .that()
                .resideInAPackage("dev.loopscope.loop")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.loopscope.loop.stream")
                .check(LOOP);
    }

    @Test
    void nobodyWakesASelectorByHand() {
        noClasses()
                .should()
                .callMethod(java.nio.channels.Selector.class, "wakeup")
                .because("it contends with the thread it wakes; the pipe does not")
                .check(LOOP);
    }

    @Test
    void classesAreFinalUnlessMeantToBeExtended() {
        classes()
                .that()
                .areNotInterfaces()
                .and()
                .doNotHaveSimpleName("Handle")
                .and()
                .doNotHaveSimpleName("LoopFuture")
                .should()
                .haveModifier(JavaModifier.FINAL)
                .check(LOOP);
    }
}
