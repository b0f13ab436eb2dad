// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Holding;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What no probe can see is seen by looking: native code, and work of the processor. Both findings name the user's line, and
 * the stack what it called.
 */
class HoldingIT {
    @TempDir
    static Path directory;

    private static Child child(String what) {
        return Child.of(directory, Holding.class, "loop", what).options("mode=test");
    }

    @ParameterizedTest
    @CsvSource({
        "expression, Holding.expression, java.util.regex.Pattern",
        "number, Holding.number, java.math.",
        "loop, Stalls.burn, dev.loopscope.app.Holding.loop("
    })
    void workOfTheProcessorIsSaidWithItsLine(String what, String place, String called) {
        Run run = child(what).run();
        Finding slow = assertIsSaid(run, place, called);
        assertThat(slow.attribution("cpuMs")).as("%s", run).isPositive();
    }

    /** Before 22 there is no {@code java.lang.foreign} to call; native methods of libraries look the same. */
    @Test
    @EnabledForJreRange(minVersion = 22)
    void aForeignFunctionIsSaidWithItsLine() {
        Run run = child("foreign").jvm("--enable-native-access=ALL-UNNAMED").run();
        assertIsSaid(run, "Holding.foreign", "dev.loopscope.app.Holding.foreign(");
    }

    /** The loop is young; a lock without a name was once taken for the JVM's own, around a class that loads. */
    @Test
    @EnabledForJreRange(minVersion = 21)
    void aMonitorThatAVirtualThreadHoldsIsSaid() {
        Run run = child("monitor").options("slow-callback=300ms").run();
        List<Finding> wanted = run.at("Holding.wanted");
        assertThat(wanted).as("%s", run).extracting(Finding::id).containsExactly("loop-stalled", "blocking-call");
        assertThat(wanted.get(1).operation()).as("%s", run).isEqualTo("synchronized");
        assertThat(wanted.get(1).incident())
                .as("%s", run)
                .isEqualTo(wanted.get(0).incident());
    }

    private static Finding assertIsSaid(Run run, String place, String called) {
        List<Finding> lines = run.lines();
        assertThat(lines).as("%s", run).hasSizeGreaterThanOrEqualTo(2);
        Finding stalled = lines.get(0);
        Finding slow = lines.get(lines.size() - 1);
        assertThat(stalled.id()).as("%s", run).isEqualTo("loop-stalled");
        assertThat(slow.id()).as("%s", run).isEqualTo("slow-callback");
        for (Finding line : List.of(stalled, slow)) {
            assertThat(line.loop()).isEqualTo("loop-0");
            assertThat(line.thread()).isEqualTo("loop-thread");
            assertThat(line.incident()).isNotNull().isEqualTo(stalled.incident());
        }
        // The first look may meet it between two rounds, with the clock.
        assertThat(stalled.place()).as("%s", run).isIn(place, "Holding.repeat");
        assertThat(slow.place()).as("%s", run).isEqualTo(place);
        assertThat(slow.stack()).as("%s", run).anyMatch(frame -> frame.startsWith(called));
        assertThat(slow.durationMs()).as("%s", run).isGreaterThanOrEqualTo(100);
        return slow;
    }
}
