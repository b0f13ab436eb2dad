// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Ways to lose a failure in other people's futures, each reported once; ways to handle one, all silent. */
class LibraryFuturesIT {
    @TempDir
    static Path directory;

    /** A program that prints the names of those that it loses, and what it runs on. */
    enum Library {
        NETTY_41("LostPromises", "netty41", "Netty promise"),
        NETTY_42("LostPromises", "web", "Netty promise"),
        VERTX_4("LostVertxFutures", "vertx4", "Vert.x future"),
        VERTX_5("LostVertxFutures", "web", "Vert.x future"),
        GUAVA("LostListenableFutures", "futures", "ListenableFuture"),
        GRPC("LostCalls", "grpc", "ListenableFuture|Netty promise"),
        KAFKA("LostSends", "futures", "Kafka send");

        private final String main;
        private final String libraries;
        private final String kind;

        Library(String main, String libraries, String kind) {
            this.main = main;
            this.libraries = libraries;
            this.kind = kind;
        }

        private Run run(String mode) throws IOException {
            Path allow = Files.writeString(
                    directory.resolve("allow-" + this + mode),
                    "exception-never-retrieved dev.loopscope.app.real." + main + "#allowed reason=\"best effort\"\n");
            return Child.real(directory, main)
                    .libraries(libraries)
                    .library(LoggerFactory.class)
                    .options("mode=" + mode, "allow=" + allow, "library-packages=dev.loopscope.app.real.library")
                    .whateverTimeItTakes()
                    .run();
        }
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource
    void whatIsLostIsReportedOnceAndWhatIsHandledNever(Library library) throws IOException {
        assertOnlyLostOnesAreReported(library, library.run("test"));
    }

    /** Where creation sites are sampled, and only what is the application's is told. */
    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @EnumSource(names = {"NETTY_42", "GRPC", "KAFKA"})
    void inDevelopmentTheSameIsReported(Library library) throws IOException {
        assertOnlyLostOnesAreReported(library, library.run("dev"));
    }

    private static void assertOnlyLostOnesAreReported(Library library, Run run) {
        List<String> lost = new ArrayList<>(run.out().lines().toList());
        assertThat(lost.remove(lost.size() - 1)).isEqualTo("end");
        assertThat(run.lines()).as("%s", run).hasSameSizeAs(lost).allSatisfy(finding -> {
            boolean isPeriodic = "periodic".equals(finding.exceptionMessage());
            assertThat(finding.id()).isEqualTo(isPeriodic ? "periodic-task-died" : "exception-never-retrieved");
            assertThat(finding.frame()).startsWith("dev.loopscope.app.real.");
            assertThat(finding.message())
                    .containsPattern(
                            isPeriodic
                                    ? "it will not run again"
                                    : " in a (" + library.kind
                                            + ") (that failed|made) at dev\\.loopscope\\.app\\.real\\.");
            assertThat(run.count(finding.fingerprint())).isEqualTo(1);
        });
        for (String name : lost) {
            assertThat(run.lines())
                    .as("%s in %s", name, run)
                    .filteredOn(finding ->
                            String.valueOf(finding.exceptionMessage()).matches("(?s).*\\b" + name + "\\b.*"))
                    .hasSize(1);
        }
    }

    /** Guava, Reactor and Kotlin's coroutines, with a service that fails every third time. */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aProgramThatLooksAfterItsFailuresIsSilent() {
        Run run = Child.real(directory, "HandledFutures")
                .libraries("futures")
                .libraries("web")
                .options("mode=test")
                .whateverTimeItTakes()
                .run();
        assertThat(run.out()).as("%s", run).endsWith("end\n");
        assertThat(run.lines()).as("%s", run).isEmpty();
    }
}
