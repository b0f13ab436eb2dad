// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Classes;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Two loops that start at once meet in the classes they need for the first time: in a loop's first seconds nobody's mistake. */
class ClassesIT {
    @TempDir
    static Path directory;

    private static Child child(String what) {
        return Child.of(directory, Classes.class, what);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loaded", "linked"})
    void aYoungLoopMayWaitForAClassThatAnotherThreadIsBusyWith(String what) {
        Run run = child(what).options("mode=test").run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    /** Its line can be moved to where no loop waits for it, however young the loop. */
    @Test
    void anInitialiserOfTheApplicationsIsReported() {
        Run run = child("initialized").options("mode=dev").run();
        Finding closing = run.findings("slow-callback").get(0);
        assertThat(closing.frame()).as("%s", run).contains("Classes$Prices.");
        double had = closing.durationMs() - closing.attribution("notScheduledMs");
        assertThat(closing.attribution("classLoadMs")).as("%s", run).isGreaterThan(had * 0.8);
        assertThat(run.findings()).as("%s", run).extracting(Finding::id).containsOnly("slow-callback", "loop-stalled");
    }

    /**
     * A library's first use reads its jar a thousand times: none of that may take the place of what waits. An initialiser may look
     * for a file, but not sleep.
     */
    @Test
    void whatWaitsAfterVeryManyClassesIsReported() {
        Run run = child("many")
                .libraries("h2")
                .options("mode=dev", "slow-callback=100s", "blocking-min=100s")
                .run();
        assertThat(run.findings())
                .as("%s", run)
                .extracting(Finding::operation)
                .containsExactlyInAnyOrder(
                        "java.lang.Thread.sleep",
                        "java.lang.Thread.sleep",
                        "java.nio.file.Files.exists",
                        "java.util.concurrent.CountDownLatch.await");
        assertThat(run.findings())
                .as("%s", run)
                .filteredOn(finding -> String.valueOf(finding.frame()).contains("Classes$Sleeps.<clinit>"))
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"loaded, java.lang.ClassLoader.loadClass", "linked, synchronized"})
    void whoWantsToKnowEverythingIsTold(String what, String operation) {
        Run run = child(what).options("mode=all", "slow-callback=10s").run();
        assertThat(run.findings("blocking-call"))
                .as("%s", run)
                .filteredOn(finding -> finding.blockerThread() != null)
                .extracting(Finding::operation)
                .containsExactly(operation);
    }
}
