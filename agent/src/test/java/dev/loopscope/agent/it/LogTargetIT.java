// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.LoggingNap;
import dev.loopscope.app.Nap;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Where findings go: each place once, no other place at all. */
class LogTargetIT {
    private static final String SAID = "Thread.sleep blocked x-loop for ";
    private static final String PLAINLY = "WARN loopscope.blocking-call - " + SAID;

    @TempDir
    static Path directory;

    private static Child nap() {
        return Child.bare(directory, Nap.class).options("loop-threads=x-*").whateverTimeItTakes();
    }

    private static Child logging(String binding) {
        return Child.bare(directory, LoggingNap.class)
                .library(LoggerFactory.class)
                .libraries(binding)
                .options("loop-threads=x-*")
                .whateverTimeItTakes();
    }

    /** First lines of findings; the summary names them again. */
    private static long said(String text) {
        return text.lines()
                .filter(line -> line.contains(SAID) && !line.startsWith("    "))
                .count();
    }

    @Test
    void withoutAnySlf4jItIsStderr() {
        Run run = nap().run();
        assertThat(said(run.err())).as("%s", run).isEqualTo(1);
        assertThat(run.err()).contains(PLAINLY).contains("INFO loopscope - Loopscope ");
    }

    @Test
    void stderrWhenAsked() {
        Run run = nap().options("log=stderr").run();
        assertThat(said(run.err())).as("%s", run).isEqualTo(1);
        assertThat(run.err()).contains(PLAINLY);
    }

    @Test
    void stdoutWhenAsked() {
        Run run = nap().options("log=stdout").runUnchecked();
        assertThat(run.status()).isEqualTo(3);
        assertThat(said(run.out())).as("%s", run).isEqualTo(1);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void javaUtilLoggingWhenAsked() {
        Run run = nap().options("log=jul")
                .expectLine("WARNING: " + SAID)
                .expectLine("WARNING: 1 finding in 1 place")
                .run();
        assertThat(said(run.err())).as("%s", run).isEqualTo(1);
        // Where the log manager has closed its handlers by then, plainly.
        assertThat(run.err()).contains("INFO: Loopscope ").containsPattern("WARN(ING:|.* -) " + SAID);
    }

    @Test
    void nowhereWhenOff() {
        Run run = nap().options("log=off").run();
        assertThat(run.err()).as("%s", run).isEmpty();
        assertThat(run.findings()).hasSize(1);
    }

    @Test
    void theApplicationsOwnLogOnceItHasBoundOne() {
        Run run = logging("simple").run();
        assertThat(said(run.err())).as("%s", run).isEqualTo(1);
        assertThat(run.err())
                .contains("app - the application speaks")
                .contains("] WARN loopscope.blocking-call - " + SAID)
                .contains("INFO loopscope - Loopscope ");
        assertThat(run.errLines()).noneMatch(line -> line.startsWith("WARN loopscope"));
    }

    @Test
    void theApplicationsLogbackWithItsAppenders() {
        Run run = logging("logback").runUnchecked();
        assertThat(run.status()).isZero();
        assertThat(said(run.out())).as("%s", run).isEqualTo(1);
        assertThat(run.out()).contains("WARN loopscope.blocking-call -- " + SAID);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void aLogThatDoesNothingIsNoPlaceForFindings() {
        Run run = logging("nop").run();
        assertThat(said(run.err())).as("%s", run).isEqualTo(1);
        assertThat(run.err()).contains(PLAINLY);
    }

    @Test
    void slf4jWithoutABindingIsNoPlaceEither() {
        Run run = Child.bare(directory, LoggingNap.class)
                .library(LoggerFactory.class)
                .options("loop-threads=x-*")
                .whateverTimeItTakes()
                .run();
        assertThat(said(run.err())).as("%s", run).isEqualTo(1);
        assertThat(run.err()).contains(PLAINLY);
    }
}
