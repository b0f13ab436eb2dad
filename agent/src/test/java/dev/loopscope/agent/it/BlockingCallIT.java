// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.probe.Blocks;
import dev.loopscope.app.probe.Families;
import dev.loopscope.app.probe.Probes;
import dev.loopscope.app.probe.Silent;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation that blocks, family by family, on every kind of loop thread; the same operations on a worker's thread are
 * never reported. What is expected of each stands at the probe, see {@link Blocks} and {@link Silent}.
 */
class BlockingCallIT {
    /** Enough to tell an engine or an adapter that sees nothing; all families run on the bundled loop. */
    private static final List<Class<?>> EVERYWHERE = Families.CORE;

    private static final double BLOCKING_MIN_MS = 10;
    /** What no probe sees may be seen by the watchdog when it lasts for one of its looks. */
    private static final double WATCHDOG_SEES_MS = 20;
    /** Of what takes a little more than that, the time a machine that stands still adds may have to be taken off again. */
    private static final double SURELY_SAID_MS = 50;

    @TempDir
    static Path directory;

    /** A kind of loop thread. */
    enum Loop {
        BUNDLED("loop", "loop-0", "loop-thread"),
        BUNDLED_VIRTUAL("virtual", "loop-0", "loop-thread"),
        NAMED_EXECUTOR("executor", "named-executor", "named-executor"),
        NAMED_PLAIN("plain", "named-plain", "named-plain"),
        NETTY("netty", "netty-loop", "netty-loop"),
        NETTY_41("netty", "netty-loop", "netty-loop"),
        TASK_LOOP(Engine.LOOP),
        TASK_VIRTUAL(Engine.VIRTUAL),
        TASK_PLATFORM(Engine.PLATFORM);

        final String carrier;
        final String loop;
        final String thread;
        /** Known by {@code loop-threads} alone. */
        final boolean isNamed;

        private final @Nullable Engine engine;

        /** A task's thread has the task's name. */
        Loop(Engine engine) {
            this("task", "loop-0", "the-task", engine);
        }

        Loop(String carrier, String loop, String thread) {
            this(carrier, loop, thread, null);
        }

        Loop(String carrier, String loop, String thread, @Nullable Engine engine) {
            this.engine = engine;
            this.carrier = carrier;
            this.loop = loop;
            this.thread = thread;
            this.isNamed = loop.startsWith("named-");
        }

        /** With a run without the agent: one of them for all, and where newer JDKs warn of an older library. */
        boolean isComparable() {
            return this == BUNDLED || this == NETTY_41;
        }

        boolean isAvailable() {
            return engine == null ? this != BUNDLED_VIRTUAL || Runtime.version().feature() >= 21 : engine.isAvailable();
        }

        /** A program that runs a set of operations on it. Stalls have tests of their own, where the limit is the usual one. */
        Child child(Path directory, String... arguments) {
            String[] all = new String[arguments.length + 1];
            all[0] = carrier;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            Child child = Child.of(directory, Probes.class, all).options("slow-callback=10s");
            if (engine != null) {
                engine.on(child);
            }
            return switch (this) {
                case BUNDLED, BUNDLED_VIRTUAL, NETTY, TASK_LOOP, TASK_VIRTUAL, TASK_PLATFORM -> child;
                case NETTY_41 -> child.libraries("netty41");
                case NAMED_EXECUTOR -> child.options("loop-threads=x-*,named-exec*");
                case NAMED_PLAIN ->
                    child.options(
                            "loop-threads=named-plain", "idle-methods=dev.loopscope.app.Carrier$PlainLoop#takeNext");
            };
        }
    }

    static Stream<Loop> loops() {
        return Stream.of(Loop.values()).filter(Loop::isAvailable);
    }

    static Stream<Arguments> familiesEverywhere() {
        return loops().flatMap(loop -> EVERYWHERE.stream().map(family -> Arguments.of(loop, family)));
    }

    static Stream<Class<?>> families() {
        return Families.ALL.stream();
    }

    static Stream<Arguments> modesOfFamilies() {
        return modesOf(EVERYWHERE.stream());
    }

    static Stream<Arguments> modesOfOtherFamilies() {
        return modesOf(families().filter(family -> !EVERYWHERE.contains(family)));
    }

    /** Those in which the line between what is said always and what is said when it took long is somewhere else. */
    private static Stream<Arguments> modesOf(Stream<Class<?>> families) {
        return families.flatMap(family -> Stream.of(Arguments.of("all", family), Arguments.of("prod", family)));
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("familiesEverywhere")
    void eachIsReportedOnceOnTheLoopAndNeverOnAWorker(Loop loop, Class<?> family) {
        Child child = child(loop, family, "test");
        assertReports(loop.isComparable() ? child.run() : child.runAlone(), loop, family, "test");
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("families")
    void eachIsSaidInDevelopment(Class<?> family) {
        Child child = child(Loop.BUNDLED, family, "dev");
        Run run = Families.WARNED_OF.contains(family) ? child.run() : child.runAlone();
        assertReports(run, Loop.BUNDLED, family, "dev");
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("modesOfFamilies")
    void eachFollowsTheTierOfItsMode(String mode, Class<?> family) {
        assertReports(child(Loop.BUNDLED, family, mode).runAlone(), Loop.BUNDLED, family, mode);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @MethodSource("modesOfOtherFamilies")
    @Tag("deep")
    void eachOfAllFollowsTheTierOfItsMode(String mode, Class<?> family) {
        assertReports(child(Loop.BUNDLED, family, mode).run(), Loop.BUNDLED, family, mode);
    }

    private static Child child(Loop loop, Class<?> family, String mode) {
        return loop.child(directory, family.getName()).librariesOf(family).options("mode=" + mode);
    }

    private static void assertReports(Run run, Loop loop, Class<?> family, String mode) {
        SoftAssertions all = new SoftAssertions();
        List<Finding> unexpected = new ArrayList<>(run.lines());
        for (Method probe : Probes.of(family)) {
            String name = probe.getName();
            List<Finding> found = run.findings().stream()
                    .filter(finding -> finding.place().equals(family.getSimpleName() + "." + name))
                    .toList();
            unexpected.removeAll(found);
            Run.Measured measured = run.measured().get(name);
            if (measured == null) {
                all.fail(name + " did not run");
                continue;
            }
            Blocks expected = probe.getAnnotation(Blocks.class);
            if (expected == null || isIdling(loop, name) || isCountedElsewhere(expected, mode)) {
                all.assertThat(found).as(name).isEmpty();
            } else if (isSaid(expected, mode)) {
                assertFound(all, run, loop, mode, found, probe, expected, measured);
            } else if (measured.millis() < (isMissed(expected) ? WATCHDOG_SEES_MS : BLOCKING_MIN_MS)) {
                // Above these a machine that stood still may have made it worth a word.
                all.assertThat(found).as(name).isEmpty();
            }
        }
        all.assertThat(unexpected).as("unexpected").isEmpty();
        try {
            all.assertAll();
        } catch (AssertionError e) {
            throw new AssertionError(
                    family.getSimpleName() + " in mode " + mode + ": " + e.getMessage() + "\n" + run, e);
        }
    }

    /** Such a thread may wait for its work in a selector. */
    private static boolean isIdling(Loop loop, String name) {
        return loop.isNamed && name.startsWith("select");
    }

    private static boolean isCountedElsewhere(Blocks expected, String mode) {
        return !expected.countedWith().isEmpty() && !mode.equals("all");
    }

    private static int countedWith(Method probe) {
        int others = 0;
        for (Method other : Probes.of(probe.getDeclaringClass())) {
            Blocks blocks = other.getAnnotation(Blocks.class);
            if (blocks != null && blocks.countedWith().equals(probe.getName())) {
                others++;
            }
        }
        return others;
    }

    private static boolean isMissed(Blocks expected) {
        return IntStream.of(expected.missedOn())
                .anyMatch(feature -> feature == Runtime.version().feature());
    }

    private static boolean isSaid(Blocks expected, String mode) {
        if (isMissed(expected)) {
            return false;
        }
        boolean needsTime = mode.equals("prod") || (expected.usuallyInstant() && !mode.equals("all"));
        return !needsTime || expected.millis() > SURELY_SAID_MS;
    }

    private static void assertFound(
            SoftAssertions all,
            Run run,
            Loop loop,
            String mode,
            List<Finding> found,
            Method probe,
            Blocks expected,
            Run.Measured measured) {
        String name = probe.getName();
        if (mode.equals("all")) {
            // There whatever the probe set off is said as well, like the reading of a class.
            all.assertThat(found).as(name).anyMatch(finding -> isOperation(finding, expected));
            return;
        }
        all.assertThat(found).as(name).hasSize(1);
        for (Finding finding : found) {
            assertIs(all, name, finding, loop, expected, measured);
            all.assertThat(run.count(finding.fingerprint()))
                    .as("count of %s", name)
                    .isEqualTo(1 + countedWith(probe));
        }
    }

    private static boolean isOperation(Finding finding, Blocks expected) {
        return String.valueOf(finding.operation())
                .matches(
                        expected.value().replace(".", "\\.").replace("$", "\\$").replace("*", ".*"));
    }

    private static void assertIs(
            SoftAssertions all, String name, Finding finding, Loop loop, Blocks expected, Run.Measured measured) {
        all.assertThat(finding.id()).as(name).isEqualTo("blocking-call");
        all.assertThat(finding.level()).as(name).isEqualTo("WARN");
        all.assertThat(finding.loop()).as(name).isEqualTo(loop.loop);
        all.assertThat(finding.thread()).as(name).isEqualTo(loop.thread);
        all.assertThat(isOperation(finding, expected))
                .as("%s is %s, not %s", name, expected.value(), finding.operation())
                .isTrue();
        if (!expected.via().equals("*")) {
            all.assertThat(finding.via()).as(name).isEqualTo(expected.via().isEmpty() ? null : expected.via());
        }
        // What no probe has seen is a guess that ends with the callback, a moment after what was measured in it.
        all.assertThat(finding.durationMs()).as("%s took", name).isBetween(expected.millis(), measured.millis() + 1);
        all.assertThat(finding.message()).as(name).contains(" blocked " + loop.loop + " for ");
        all.assertThat(finding.fix()).as(name).isNotEmpty();
        all.assertThat(finding.stack())
                .as(name)
                .anyMatch(frame -> frame.contains("." + name + "("))
                .noneMatch(frame -> frame.contains("Loopscope") || frame.startsWith("dev.loopscope.agent."));
    }

    @Test
    void anAllowedPlaceIsSilentAndTheAllowanceIsNamedAsUsed() throws Exception {
        Path allow = Files.writeString(directory.resolve("allow"), """
                # known
                blocking-call dev.loopscope.app.probe.ThreadProbes#sleepMillis reason="X-1"
                blocking-call * op=java.util.concurrent.locks.LockSupport.park thread=loop-* reason="X-2"
                blocking-call dev.loopscope.app.probe.ThreadProbes#futureGet until=2020-01-01 reason="X-3"
                blocking-call dev.loopscope.app.Elsewhere#x reason="X-4"
                """);
        Run run = Loop.BUNDLED
                .child(directory, Families.CORE.get(0).getName(), "sleepMillis", "park", "futureGet", "join")
                .options("mode=test", "allow=" + allow)
                .run();
        assertThat(run.findings())
                .as("%s", run)
                .extracting(Finding::place)
                .containsExactlyInAnyOrder("ThreadProbes.futureGet", "ThreadProbes.join");
        assertThat(run.allowances("allowancesUsed")).hasSize(3).noneMatch(line -> line.contains("X-4"));
        assertThat(run.allowances("allowancesUnused")).hasSize(1).allMatch(line -> line.contains("X-4"));
    }

    @Test
    void withItsDetectorOffNothingIsReported() {
        Run run = Loop.BUNDLED
                .child(directory, Families.CORE.get(0).getName(), "sleepMillis", "join")
                .options("mode=test", "detectors=-blocking-call")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.start().getAsJsonObject("detectors").get("blocking-call").getAsString())
                .isEqualTo("switched off");
    }

    @Test
    void anIgnoredPenaltyReportsNothing() {
        Run run = Loop.BUNDLED
                .child(directory, Families.CORE.get(0).getName(), "sleepMillis", "join")
                .options("mode=test", "penalty.blocking-call=ignore")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }
}
