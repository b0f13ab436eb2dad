// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.loop.EventLoop;
import dev.loopscope.suite.LoopTests;
import java.nio.file.Path;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.launcher.Launcher;
import org.opentest4j.AssertionFailedError;
import org.slf4j.LoggerFactory;

/**
 * The loop's own tests under the agent. Several hundred programs that are right, on every engine of the JDK: not one of them
 * is reported, and each comes out as it does without the agent. Those that make mistakes on purpose come out the same as well.
 */
class LoopSuiteIT {
    @TempDir
    static Path directory;

    private static Child tests(String tags) throws ClassNotFoundException {
        return Child.bare(directory, LoopTests.class, tags)
                .libraries("loop-tests")
                .library(EventLoop.class)
                .library(LoggerFactory.class)
                .library(Launcher.class)
                .library(TestEngine.class)
                .library(JUnitException.class)
                .library(Class.forName("org.junit.jupiter.engine.JupiterTestEngine"))
                .library(Test.class)
                .library(ParameterizedTest.class)
                .library(AssertionFailedError.class)
                .library(Assertions.class)
                .jvm("--add-opens", "java.base/java.lang=ALL-UNNAMED")
                // The tests look at what is logged, and stand in the package that else counts as a library.
                .options("mode=test", "log=off", "app-packages=dev.loopscope.loop")
                .whateverTimeItTakes()
                .besideItself()
                .patience(1_200);
    }

    private static long passed(Run run) {
        assertThat(run.status()).as("%s", run).isZero();
        return run.out().lines().filter(line -> line.startsWith("passed ")).count();
    }

    @Test
    void whatIsRightPassesUnreported() throws Exception {
        Run run = tests("!mistake & !deep").run();
        assertThat(passed(run)).as("%s", run).isGreaterThan(250);
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void whatIsWrongOnPurposePassesAllTheSame() throws Exception {
        // Those tests look at the loop's own reports, which these detectors take over, and at texts without creation
        // sites.
        Run run = tests("mistake & !deep")
                .options(
                        "detectors=-callback-exception,-exception-never-retrieved,-future-dropped,-self-deadlock,"
                                + "-unclosed-resource",
                        "creation-traces=off")
                .run();
        assertThat(passed(run)).as("%s", run).isGreaterThan(30);
        // And so the silence about the others means something.
        assertThat(run.findings())
                .as("%s", run)
                .extracting(Finding::id)
                .contains("blocking-call", "wrong-thread", "never-awaited");
    }
}
