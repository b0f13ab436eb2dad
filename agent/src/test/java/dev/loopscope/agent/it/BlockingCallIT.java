// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.app.Probe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation that is watched, on every kind of loop thread; the same operations on a worker's are never reported. */
class BlockingCallIT {
    /** What operations with a timeout, or with a helper that ends them, take at least; timers may fire a little early. */
    private static final double LEAST_MS = 14;

    /** The operation as reported, with a {@code *} where JDKs differ; those that take no certain time follow a {@code -}. */
    private static final Map<String, String> THREADS = table(
            "sleepMillis java.lang.Thread.sleep",
            "sleepMillisAndNanos java.lang.Thread.sleep",
            "sleepDuration java.lang.Thread.sleep",
            "sleepTimeUnit java.util.concurrent.TimeUnit.sleep",
            "sleepByReference java.lang.Thread.sleep",
            "sleepInherited java.lang.Thread.sleep",
            "waitMillis java.lang.Object.wait",
            "waitMillisAndNanos java.lang.Object.wait",
            "waitForNotify java.lang.Object.wait",
            "waitTimeUnit java.util.concurrent.TimeUnit.timedWait",
            "waitForReference java.lang.ref.ReferenceQueue.remove",
            "waitForPipe java.io.PipedInputStream.read",
            "park java.util.concurrent.locks.LockSupport.park",
            "parkWithBlocker java.util.concurrent.locks.LockSupport.park",
            "parkNanos java.util.concurrent.locks.LockSupport.parkNanos",
            "parkNanosWithBlocker java.util.concurrent.locks.LockSupport.parkNanos",
            "parkUntil java.util.concurrent.locks.LockSupport.parkUntil",
            "parkUntilWithBlocker java.util.concurrent.locks.LockSupport.parkUntil",
            "join java.lang.Thread.join",
            "joinMillis java.lang.Thread.join",
            "joinMillisAndNanos java.lang.Thread.join",
            "joinTimeUnit java.util.concurrent.TimeUnit.timedJoin",
            "futureGet java.util.concurrent.CompletableFuture.get",
            "futureGetTimed java.util.concurrent.CompletableFuture.get",
            "futureJoin java.util.concurrent.CompletableFuture.join",
            "taskGet java.util.concurrent.FutureTask.get",
            "latchAwait java.util.concurrent.CountDownLatch.await",
            "barrierAwait java.util.concurrent.CyclicBarrier.await",
            "semaphoreAcquire java.util.concurrent.Semaphore.acquire",
            "queueTake java.util.concurrent.ArrayBlockingQueue.take",
            "queuePut java.util.concurrent.ArrayBlockingQueue.put",
            "queuePoll java.util.concurrent.ArrayBlockingQueue.poll",
            "conditionAwait java.util.concurrent.locks.AbstractQueuedSynchronizer$ConditionObject.await",
            "lockContended java.util.concurrent.locks.ReentrantLock.lock",
            "awaitTermination java.util.concurrent.*.awaitTermination");

    private static final Map<String, String> IO = table(
            "socketConnect - java.net.Socket.connect",
            "socketRead - java.net.Socket$SocketInputStream.read",
            "socketReadTimedOut java.net.Socket$SocketInputStream.read",
            "socketWrite - java.*OutputStream.write",
            "serverAccept - java.net.ServerSocket.accept",
            "serverAcceptTimedOut java.net.ServerSocket.accept",
            "channelConnect - sun.nio.ch.SocketChannelImpl.connect",
            "channelAccept - sun.nio.ch.ServerSocketChannelImpl.accept",
            "channelRead - sun.nio.ch.SocketChannelImpl.read",
            "channelReadScattered - *.read",
            "channelWrite - sun.nio.ch.SocketChannelImpl.write",
            "channelWriteGathered - *.write",
            "datagramReceive - sun.nio.ch.DatagramChannelImpl.receive",
            "datagramSend - sun.nio.ch.DatagramChannelImpl.send",
            "datagramSocketReceive - java.net.DatagramSocket.receive",
            "fileOpenInput - java.io.FileInputStream.<init>",
            "fileRead - java.io.FileInputStream.read",
            "fileReadBytes - java.io.FileInputStream.read",
            "fileReadAll - java.io.FileInputStream.readAllBytes",
            "fileSkip - java.io.FileInputStream.skip",
            "fileReadCharacter - java.io.InputStreamReader.read",
            "fileOpenOutput - java.io.FileOutputStream.<init>",
            "fileWrite - java.io.FileOutputStream.write",
            "fileWriteBytes - java.io.FileOutputStream.write",
            "randomOpen - java.io.RandomAccessFile.<init>",
            "randomRead - java.io.RandomAccessFile.read",
            "randomReadFully - java.io.RandomAccessFile.readFully",
            "randomWrite - java.io.RandomAccessFile.write",
            "randomSeek - java.io.RandomAccessFile.seek",
            "lookUpName - java.net.InetAddress.getByName",
            "lookUpAddress - java.net.InetAddress.getHostName",
            "selectTimed sun.nio.ch.SelectorImpl.select",
            "selectUntilWoken - sun.nio.ch.SelectorImpl.select");

    @TempDir
    static Path directory;

    /** A kind of loop thread. */
    enum Loop {
        BUNDLED("loop", "loop-0", "loop-thread"),
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

        /** A program that runs a set of operations on it. Stalls have tests of their own, where the limit is the usual one. */
        Child child(Path directory, String... arguments) {
            String[] all = new String[arguments.length + 1];
            all[0] = carrier;
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            Child child = Child.of(directory, Probe.class, all).options("slow-callback=10s");
            if (engine != null) {
                engine.on(child);
            }
            return switch (this) {
                case BUNDLED, NETTY, TASK_LOOP, TASK_VIRTUAL, TASK_PLATFORM -> child;
                case NETTY_41 -> child.libraries("netty41");
                case NAMED_EXECUTOR -> child.options("loop-threads=x-*,named-exec*");
                case NAMED_PLAIN ->
                    child.options(
                            "loop-threads=named-plain", "idle-methods=dev.loopscope.app.Carrier$PlainLoop#takeNext");
            };
        }
    }

    static Stream<Loop> loops() {
        return Stream.of(Loop.values()).filter(loop -> loop.engine == null || loop.engine.isAvailable());
    }

    private static Map<String, String> table(String... rows) {
        Map<String, String> table = new LinkedHashMap<>();
        for (String row : rows) {
            int space = row.indexOf(' ');
            table.put(row.substring(0, space), row.substring(space + 1));
        }
        return table;
    }

    @ParameterizedTest
    @MethodSource("loops")
    void eachWayToWaitIsReportedOnceOnTheLoopAndNeverOnAWorker(Loop loop) {
        Run run = loop.child(directory, "threads").options("mode=test").run();
        assertEachIsReportedOnce(run, loop, THREADS);
    }

    @ParameterizedTest
    @MethodSource("loops")
    void eachWayOfInputAndOutputIsReportedOnceOnTheLoopAndNeverOnAWorker(Loop loop) {
        Run run = loop.child(directory, "io").options("mode=test").run();
        assertEachIsReportedOnce(run, loop, IO);
    }

    @ParameterizedTest
    @MethodSource("loops")
    void whatOnlyLooksLikeBlockingIsSilent(Loop loop) {
        Run run = loop.child(directory, "innocent").options("mode=test").run();
        assertThat(run.measured()).as("%s", run).containsKey("selectNow").doesNotContainValue(null);
        assertThat(run.lines()).as("%s", run).isEmpty();
    }

    private static void assertEachIsReportedOnce(Run run, Loop loop, Map<String, String> expected) {
        SoftAssertions all = new SoftAssertions();
        List<Finding> unexpected = new ArrayList<>(run.lines());
        for (Map.Entry<String, Run.Measured> measured : run.measured().entrySet()) {
            String name = measured.getKey();
            if (name.startsWith("worker.")) {
                continue;
            }
            String row = expected.get(name);
            if (row == null) {
                all.fail("no row for " + name);
                continue;
            }
            boolean takesTime = !row.startsWith("- ");
            String operation = takesTime ? row : row.substring(2);
            List<Finding> found = run.findings().stream()
                    .filter(finding -> finding.place().endsWith("." + method(name)))
                    .toList();
            unexpected.removeAll(found);
            if (loop.isNamed && name.startsWith("select")) {
                // Such a thread may wait for its work there.
                all.assertThat(found).as(name).isEmpty();
                continue;
            }
            all.assertThat(found).as(name).hasSize(1);
            for (Finding finding : found) {
                assertIs(all, name, finding, loop, operation, takesTime, measured.getValue());
                all.assertThat(run.count(finding.fingerprint()))
                        .as("count of %s", name)
                        .isEqualTo(1);
            }
        }
        all.assertThat(unexpected).as("unexpected").isEmpty();
        try {
            all.assertAll();
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "\n" + run, e);
        }
    }

    /** The method's name where it is not the operation's. */
    private static String method(String name) {
        return name.equals("sleepDuration") ? "sleepDurationByHandle" : name;
    }

    private static void assertIs(
            SoftAssertions all,
            String name,
            Finding finding,
            Loop loop,
            String operation,
            boolean takesTime,
            Run.Measured measured) {
        all.assertThat(finding.id()).as(name).isEqualTo("blocking-call");
        all.assertThat(finding.level()).as(name).isEqualTo("WARN");
        all.assertThat(finding.loop()).as(name).isEqualTo(loop.loop);
        all.assertThat(finding.thread()).as(name).isEqualTo(loop.thread);
        all.assertThat(finding.operation())
                .as(name)
                .matches(operation.replace(".", "\\.").replace("$", "\\$").replace("*", ".*"));
        all.assertThat(finding.durationMs()).as("%s took", name).isBetween(takesTime ? LEAST_MS : 0, measured.millis());
        all.assertThat(finding.message()).as(name).contains(" blocked " + loop.loop + " for ");
        all.assertThat(finding.fix()).as(name).isNotEmpty();
        all.assertThat(finding.stack())
                .as(name)
                .anyMatch(frame -> frame.contains("." + method(name) + "("))
                .noneMatch(frame -> frame.contains("Loopscope") || frame.startsWith("dev.loopscope.agent."));
    }

    @Test
    void anAllowedPlaceIsSilentAndTheAllowanceIsNamedAsUsed() throws Exception {
        Path allow = Files.writeString(directory.resolve("allow"), """
                # known
                blocking-call dev.loopscope.app.ThreadOperations#sleepMillis reason="X-1"
                blocking-call * op=java.util.concurrent.locks.LockSupport.park thread=loop-* reason="X-2"
                blocking-call dev.loopscope.app.ThreadOperations#futureGet until=2020-01-01 reason="X-3"
                blocking-call dev.loopscope.app.Elsewhere#x reason="X-4"
                """);
        Run run = Loop.BUNDLED
                .child(directory, "threads", "sleepMillis", "park", "futureGet", "join")
                .options("mode=test", "allow=" + allow)
                .run();
        assertThat(run.findings())
                .as("%s", run)
                .extracting(Finding::place)
                .containsExactlyInAnyOrder("ThreadOperations.futureGet", "ThreadOperations.join");
        assertThat(run.allowances("allowancesUsed")).hasSize(3).noneMatch(line -> line.contains("X-4"));
        assertThat(run.allowances("allowancesUnused")).hasSize(1).allMatch(line -> line.contains("X-4"));
    }

    @Test
    void withItsDetectorOffNothingIsReported() {
        Run run = Loop.BUNDLED
                .child(directory, "threads", "sleepMillis", "join")
                .options("mode=test", "detectors=-blocking-call")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
        assertThat(run.start().getAsJsonObject("detectors").get("blocking-call").getAsString())
                .isEqualTo("switched off");
    }

    @Test
    void anIgnoredPenaltyReportsNothing() {
        Run run = Loop.BUNDLED
                .child(directory, "threads", "sleepMillis", "join")
                .options("mode=test", "penalty.blocking-call=ignore")
                .run();
        assertThat(run.lines()).as("%s", run).isEmpty();
    }
}
