// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Mistakes;
import dev.loopscope.app.TaskMistakes;
import dev.loopscope.app.ThrowingEvents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class CallbackExceptionIT {
    @TempDir
    static Path directory;

    private static Child child(String what) {
        return Child.of(directory, Mistakes.class, what).options("mode=test").whateverTimeItTakes();
    }

    @Test
    void anExceptionThatLeavesACallbackIsReportedOnceAndThenCounted() {
        Run run = child("exceptions").run();
        List<Finding> findings = run.lines();
        assertThat(findings).as("%s", run).hasSize(2);
        Finding unchecked = findings.get(0);
        assertThat(unchecked.id()).isEqualTo("callback-exception");
        assertThat(unchecked.level()).isEqualTo("ERROR");
        assertThat(unchecked.loop()).isEqualTo("loop-0");
        assertThat(unchecked.thread()).isEqualTo("loop-thread");
        assertThat(unchecked.place()).isEqualTo("Mistakes.throwUnchecked");
        assertThat(unchecked.exceptionType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(unchecked.exceptionMessage()).isEqualTo("secret");
        assertThat(unchecked.callback()).isNotNull().contains("dev.loopscope.app.Mistakes");
        assertThat(unchecked.createdAt()).as("%s", run).isNotEmpty();
        assertThat(unchecked.createdAt().get(0)).contains("Mistakes.fail(");
        assertThat(run.count(unchecked.fingerprint())).isEqualTo(2);
        assertThat(findings.get(1).exceptionType()).isEqualTo("java.lang.AssertionError");
        // What the agent reports the loop does not log as well.
        assertThat(run.err()).doesNotContain("Exception in callback");
    }

    @Test
    void anExceptionHandlerOfTheUsersIsEnough() {
        Run run = child("handled").run();
        assertThat(run.out()).contains("handled java.lang.IllegalStateException");
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void aHandlerThatThrowsItselfIsReportedWhateverItWasToldOf() {
        Run run = child("handlerFails").run();
        assertThat(run.lines()).as("%s", run).hasSize(2).allSatisfy(finding -> {
            assertThat(finding.id()).isEqualTo("callback-exception");
            assertThat(finding.place()).isEqualTo("Mistakes.throwInHandler");
        });
        assertThat(run.err()).doesNotContain("Unhandled error in exception handler");
    }

    @Test
    void aHandlerThatHoldsTheLoopDoesSoInTheCallbackThatFailed() {
        Run run = child("handlerBlocks").run();
        assertThat(run.out()).contains("handled at once");
        assertThat(run.findings("callback-exception")).as("%s", run).isEmpty();
        assertThat(run.findings("blocking-call"))
                .as("%s", run)
                .extracting(Finding::place)
                .containsExactly("Mistakes.blockInHandler", "Mistakes.blockInTimersHandler");
        assertThat(run.findings("blocking-call").get(0).callback())
                .startsWith("<Handle dev.loopscope.app.Mistakes lambda");
        assertThat(run.findings("blocking-call").get(1).callback()).startsWith("<TimerHandle ");
    }

    @Test
    void anExceptionThatFailsAtWhateverItIsAskedIsReportedByItsClass() {
        Run run = child("nasty").run();
        List<Finding> findings = run.lines();
        assertThat(findings).as("%s", run).hasSize(2);
        assertThat(findings.get(0).exceptionType()).isEqualTo("dev.loopscope.app.Mistakes$Nasty");
        assertThat(run.count(findings.get(0).fingerprint())).isEqualTo(2);
        assertThat(findings.get(1).place()).isEqualTo("Mistakes.throwUnchecked");
    }

    @Test
    void redactHidesMessages() {
        Run run = child("exceptions").options("redact=true").run();
        assertThat(run.lines()).as("%s", run).hasSize(2);
        assertThat(run.toString().replace(run.out(), "")).doesNotContain("secret");
    }

    @Test
    void anAllowedPlaceIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "callback-exception dev.loopscope.app.Mistakes reason=\"known\"\n");
        Run run = child("exceptions").options("allow=" + allow).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @Test
    void withItsDetectorOffTheAgentLeavesItToTheLoop() {
        Run run = child("exceptions").options("detectors=-callback-exception").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void aHandlerOfAStreamServerThatThrowsIsReported(Engine engine) {
        Run run = engine.on(Child.of(directory, TaskMistakes.class, "handlerFails")
                        .options("mode=test")
                        .whateverTimeItTakes())
                .run();
        assertThat(run.lines()).as("%s", run).hasSize(1);
        Finding finding = run.lines().get(0);
        assertThat(finding.id()).isEqualTo("callback-exception");
        assertThat(finding.place()).isEqualTo("TaskMistakes.failToServe");
        assertThat(run.err()).doesNotContain("client_connected_cb");
    }

    /** Either line of Netty: 4.1 with its codecs comes with Vert.x 4. */
    @ParameterizedTest
    @ValueSource(strings = {"vertx4", "web"})
    void whatNettyCanOnlyLogIsReportedAndWhatSomebodyHandlesIsNot(String libraries) {
        Run run = netty(libraries).run();
        assertThat(run.out()).isEqualTo("submitted\nhandled\nend\n");
        List<Finding> findings = run.lines();
        for (Finding finding : findings) {
            assertThat(finding.id()).isEqualTo("callback-exception");
            assertThat(finding.level()).isEqualTo("ERROR");
            assertThat(finding.loop()).startsWith("nioEventLoopGroup-");
            assertThat(finding.thread()).isEqualTo(finding.loop());
            assertThat(finding.place()).isEqualTo("ThrowingHandlers.fail");
            assertThat(finding.fix()).contains("override exceptionCaught(...)");
            assertThat(run.count(finding.fingerprint())).isEqualTo(1);
        }
        assertThat(findings)
                .extracting(finding -> finding.exceptionType() + " in " + finding.callback())
                .containsExactly(
                        "java.lang.IllegalStateException in dev.loopscope.app.real.ThrowingHandlers lambda",
                        "java.lang.IllegalStateException in dev.loopscope.app.real.ThrowingHandlers$Reader",
                        "io.netty.handler.codec.DecoderException in dev.loopscope.app.real.ThrowingHandlers$Decoder");
    }

    @Test
    void anAllowedPlaceOnNettysLoopIsSilent() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow-netty"),
                "callback-exception dev.loopscope.app.real.ThrowingHandlers* reason=\"known\"\n");
        Run run = netty("web").options("allow=" + allow).run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    private static Child netty(String libraries) {
        return Child.real(directory, "ThrowingHandlers")
                .libraries(libraries)
                .library(LoggerFactory.class)
                .expectLine("A task raised an exception")
                .expectLine("An exceptionCaught() event was fired")
                .options("mode=test")
                .whateverTimeItTakes();
    }

    @Test
    void whatTheEventThreadCanOnlyPrintIsReportedAndWhatAHandlerTakesIsNot() {
        Run run = Child.bare(directory, ThrowingEvents.class)
                .jvm("-Djava.awt.headless=true")
                .options("mode=test", "detectors=callback-exception")
                .run();
        assertThat(run.out()).isEqualTo("rethrown\nthreads\neverybodys\nend\n");
        List<Finding> findings = run.lines();
        assertThat(findings).as("%s", run).hasSize(3).allSatisfy(finding -> {
            assertThat(finding.id()).isEqualTo("callback-exception");
            assertThat(finding.loop()).startsWith("AWT-EventQueue-");
            assertThat(finding.place()).isEqualTo("ThrowingEvents.fail");
            assertThat(finding.fix()).contains("Thread.setDefaultUncaughtExceptionHandler(...)");
        });
        assertThat(findings).extracting(Finding::exceptionMessage).containsExactly("later", "button", "event");
    }
}
