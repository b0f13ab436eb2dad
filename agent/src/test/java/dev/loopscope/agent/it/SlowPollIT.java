// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Polls;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code slow-poll}: a selector that spins, and one that returns late. */
class SlowPollIT {
    @TempDir
    static Path directory;

    private static Child child(String... arguments) {
        return Child.of(directory, Polls.class, arguments)
                .options("mode=test", "loop-threads=named-*", "blocking-min=100s");
    }

    private static Child delaying(String family) {
        return child("late", family).delayingSelectors();
    }

    @Test
    void anInterruptedThreadsSelectorSpins() {
        Run run = child("interrupted").runAlone();
        assertThat(run.findings("slow-poll")).as("%s", run).hasSize(1);
        Finding spin = run.findings("slow-poll").get(0);
        assertThat(spin.id()).isEqualTo("slow-poll");
        assertThat(spin.level()).isEqualTo("WARN");
        assertThat(spin.loop()).isEqualTo("named-nio");
        assertThat(spin.place()).as("%s", run).startsWith("Polls$PlainNio.");
        assertThat(spin.message())
                .matches("the selector of named-nio returned at once with nothing, [0-9]{4,} times in .* ms,"
                        + " because its thread is interrupted, and still does at .*");
        assertThat(spin.durationMs()).isGreaterThanOrEqualTo(100);
        assertThat(spin.fix()).contains("Thread.interrupted()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"busy", "guarded"})
    void pollingOftenIsSilent(String what) {
        Run run = child(what).runAlone();
        assertThat(run.findings("slow-poll")).as("%s", run).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop", "netty"})
    void aSelectorThatKeepsWhatItKnowsIsLate(String family) {
        Run run = delaying(family).runAlone();
        assertThat(run.lines()).as("%s", run).hasSize(1);
        Finding late = run.lines().get(0);
        assertThat(late.id()).isEqualTo("slow-poll");
        assertThat(late.loop()).isEqualTo(family.equals("loop") ? "loop-0" : "netty-loop");
        assertThat(late.place()).isEqualTo("DelayingProvider.hold");
        assertThat(late.operation()).isEqualTo("java.util.concurrent.locks.LockSupport.parkNanos");
        assertThat(late.durationMs()).isGreaterThanOrEqualTo(100);
        assertThat(late.message())
                .startsWith("the selector of " + late.loop() + " has had its events for ")
                .contains("waiting in java.util.concurrent.locks.LockSupport.parkNanos");
    }

    @Test
    void anAllowedOneIsSilentAndSoIsTheDetectorThatIsOff() throws Exception {
        Path allow = Files.writeString(
                directory.resolve("allow"), "slow-poll dev.loopscope.app.DelayingProvider#hold reason=\"known\"\n");
        Run allowed = delaying("loop").options("allow=" + allow).runAlone();
        assertThat(allowed.lines()).as("%s", allowed).isEmpty();
        assertThat(allowed.allowances("allowancesUnused")).isEmpty();
        Run off = delaying("loop").options("detectors=-slow-poll").runAlone();
        assertThat(off.lines()).as("%s", off).isEmpty();
    }
}
