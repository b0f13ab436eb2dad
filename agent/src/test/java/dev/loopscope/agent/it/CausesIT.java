// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.loopscope.app.Causes;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Why a loop was held, of callbacks whose reason is known: of the time that the machine gave the process, at least this much
 * must be told as what it was, and the parts must be the whole.
 */
@EnabledOnOs(OS.LINUX)
class CausesIT {
    private static final double RIGHT = 0.8;
    /** What the program waits for and works, as its constants say. */
    private static final double HELD_MS = 250;

    @TempDir
    static Path directory;

    private static Child child(String carrier, String... causes) {
        String[] arguments = new String[causes.length + 1];
        arguments[0] = carrier;
        System.arraycopy(causes, 0, arguments, 1, causes.length);
        // A loop that is young may load classes as long as it likes, but for whoever wants to know everything.
        return Child.of(directory, Causes.class, arguments).options("mode=all", "loop-threads=named-*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"netty", "executor"})
    void aLoopOfAnyFamilyIsToldWhy(String carrier) {
        Run run = child(carrier, "cpu", "monitor", "lock", "park", "socket", "lockThenCpu")
                .runAlone();
        assertWaitsAreTold(run);
        assertMonitorIsTold(run, true);
        assertPart(closing(run, "cpu"), "cpuMs", 0);
    }

    @ParameterizedTest
    @MethodSource("dev.loopscope.agent.it.Engine#available")
    void aTaskIsToldWhy(Engine engine) {
        assertEverythingIsTold(engine.on(child("task", everything())).runAlone(), engine == Engine.PLATFORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop"})
    void aCallbackIsToldWhy(String carrier) {
        assertEverythingIsTold(child(carrier, everything()).runAlone(), true);
    }

    private static String[] everything() {
        return new String[] {
            "cpu",
            "monitor",
            "lock",
            "park",
            "socket",
            "pipe",
            "gc",
            "classes",
            "starved",
            "lockThenCpu",
            "cpuThenSleep"
        };
    }

    private static void assertEverythingIsTold(Run run, boolean isOwnerKnown) {
        assertWaitsAreTold(run);
        assertMonitorIsTold(run, isOwnerKnown);
        assertPart(closing(run, "pipe"), "ioMs", HELD_MS);
        assertPart(closing(run, "cpu"), "cpuMs", 0);
        assertPart(closing(run, "classes"), "classLoadMs", 0);
        assertCollectionsAreTold(run);
        assertStarvingIsTold(run);

        Finding working = closing(run, "cpuThenSleep");
        assertThat(working.id())
                .as("more than what the sleep explains: %s", run)
                .isEqualTo("slow-callback");
        assertThat(working.stack()).anyMatch(frame -> frame.contains("Causes.burn("));
        assertThat(working.attribution("parkedMs")).as("%s", run).isGreaterThanOrEqualTo(RIGHT * HELD_MS / 2);
        assertThat(working.attribution("cpuMs") + working.attribution("parkedMs"))
                .as("%s", run)
                .isGreaterThanOrEqualTo(RIGHT * had(working));
    }

    private static void assertWaitsAreTold(Run run) {
        assertPart(closing(run, "park"), "parkedMs", HELD_MS);
        assertPart(closing(run, "socket"), "ioMs", HELD_MS);
        assertThat(stalled(run, "socket").json().get("state").getAsString()).isEqualTo("io");

        Finding lock = closing(run, "lock");
        assertPart(lock, "lockMs", HELD_MS);
        assertThat(lock.operation()).isEqualTo("java.util.concurrent.locks.ReentrantLock.lock");
        for (Finding line : List.of(stalled(run, "lock"), lock)) {
            assertThat(line.json().get("state").getAsString()).isEqualTo("lock");
            assertHolder(line, "Causes.holdLock(");
        }

        Finding mixed = closing(run, "lockThenCpu");
        assertThat(mixed.attribution("lockMs")).as("%s", run).isBetween(RIGHT * HELD_MS, run.millis("lockThenCpu"));
        assertThat(mixed.attribution("cpuMs") + mixed.attribution("lockMs"))
                .as("%s", run)
                .isGreaterThanOrEqualTo(RIGHT * had(mixed));
    }

    /** Of a virtual thread, no JDK says who has the monitor it waits for. */
    private static void assertMonitorIsTold(Run run, boolean isOwnerKnown) {
        Finding monitor = closing(run, "monitor");
        assertPart(monitor, "lockMs", HELD_MS);
        for (Finding line : List.of(stalled(run, "monitor"), monitor)) {
            assertThat(line.json().get("state").getAsString()).isEqualTo("lock");
            if (isOwnerKnown) {
                assertHolder(line, "Causes.holdMonitor(");
            } else {
                assertThat(line.blockerStack()).isEmpty();
            }
        }
    }

    private static void assertHolder(Finding line, String frame) {
        assertThat(line.blockerThread()).as("%s", line).isEqualTo("holder");
        assertThat(line.blockerStack()).as("%s", line).anyMatch(each -> each.contains(frame));
    }

    private static void assertCollectionsAreTold(Run run) {
        Finding gc = closing(run, "gc");
        double collected = run.millis("gc.part");
        // One may have been over just before the callback began, and one is rounded to milliseconds at either end.
        assertThat(gc.attribution("gcMs")).as("%s", run).isBetween(RIGHT * collected, collected / RIGHT);
        assertThat(gc.attribution("cpuMs")).isPositive();
    }

    private static void assertStarvingIsTold(Run run) {
        Finding starved = closing(run, "starved");
        double notScheduled = starved.attribution("notScheduledMs");
        assertThat(notScheduled).as("%s", run).isGreaterThan(HELD_MS / 4);
        assertThat(notScheduled)
                .as("%s", run)
                .isGreaterThanOrEqualTo(RIGHT * (notScheduled + starved.attribution("otherMs")));
    }

    /** @param leastMs how long the program knows to have been held by it */
    private static void assertPart(Finding closing, String part, double leastMs) {
        assertThat(closing.attribution(part))
                .as("%s", closing)
                .isGreaterThanOrEqualTo(RIGHT * leastMs)
                .isGreaterThanOrEqualTo(RIGHT * had(closing));
        assertThat(closing.attribution(part)).as("%s", closing).isPositive();
    }

    /** The time in which the thread could do what it did: it was neither stopped nor kept from running. */
    private static double had(Finding closing) {
        return total(closing) - closing.attribution("notScheduledMs") - closing.attribution("gcMs");
    }

    private static double total(Finding closing) {
        double total = 0;
        for (String part :
                List.of("cpuMs", "lockMs", "parkedMs", "ioMs", "gcMs", "classLoadMs", "notScheduledMs", "otherMs")) {
            assertThat(closing.attribution(part)).as("%s", closing).isNotNegative();
            total += closing.attribution(part);
        }
        return total;
    }

    /** The finding that closes the incident whose first line is in that method. */
    private static Finding closing(Run run, String cause) {
        List<Finding> found = run.findings().stream()
                .filter(line -> !line.id().equals("loop-stalled"))
                .filter(line -> line.json().has("attribution") && isIn(line, cause))
                .toList();
        assertThat(found).as("what closes %s of %s", cause, run).hasSize(1);
        Finding closing = found.get(0);
        if (closing.id().equals("slow-callback")) {
            assertThat(total(closing)).as("%s", run).isCloseTo(closing.durationMs(), within(1.0));
        }
        return closing;
    }

    private static Finding stalled(Run run, String cause) {
        return run.findings("loop-stalled").stream()
                .filter(line -> isIn(line, cause))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing said of " + cause + " in " + run));
    }

    private static boolean isIn(Finding line, String cause) {
        return line.stack().stream().anyMatch(frame -> frame.startsWith("dev.loopscope.app.Causes." + cause + "("));
    }
}
