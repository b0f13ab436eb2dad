// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.blockingcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.fact.OperationEnded;
import dev.loopscope.agent.interception.OperationKind;
import dev.loopscope.agent.report.FrameRules;
import dev.loopscope.agent.report.StackView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is one call and what are two, seen from the stacks alone. Times in milliseconds. */
class StepsTest {
    private static final long MILLI = 1_000_000;
    private static final FrameRules RULES = new FrameRules(List.of(), List.of());
    private static final long SEGMENT = 7;

    private final LoopscopeThread thread =
            new LoopscopeThread(Thread.currentThread(), "loopscope", new Object(), "loop-0", true);
    private final List<String> over = new ArrayList<>();
    private final Steps steps = new Steps((longest, view, operation, nanos) -> over.add(
            operation + " " + nanos / MILLI + " in " + view.step().get(0).getLineNumber()));

    private long gather;
    private boolean mayExplain;
    private long now = 1_000 * MILLI;

    /** A step of so long; frames are {@code type.method:line}, innermost first, all the JDK's but the last. */
    private void step(long segment, long millis, boolean closesHold, String... frames) {
        StackTraceElement[] stack = new StackTraceElement[frames.length];
        for (int i = 0; i < frames.length; i++) {
            int colon = frames[i].indexOf(':');
            int dot = frames[i].lastIndexOf('.', colon);
            stack[i] = new StackTraceElement(
                    null,
                    i < frames.length - 1 ? "java.base" : null,
                    null,
                    frames[i].substring(0, dot),
                    frames[i].substring(dot + 1, colon),
                    "File.java",
                    Integer.parseInt(frames[i].substring(colon + 1)));
        }
        Throwable trace = new Throwable();
        trace.setStackTrace(stack);
        long start = now;
        now += millis * MILLI;
        OperationEnded fact = new OperationEnded(
                thread,
                "loop-0",
                OperationKind.FILE,
                null,
                false,
                false,
                gather,
                start,
                now,
                segment,
                trace,
                null,
                closesHold,
                null);
        StackView view = StackView.of(stack, RULES);
        String operation = String.valueOf(view.operation());
        steps.add(fact, view, operation, operation + view.applicationFrames(RULES), mayExplain);
    }

    /** A call that parks three times, each at the very same lines. */
    private void invokeAll() {
        gather++;
        for (int i = 0; i < 3; i++) {
            step(
                    SEGMENT,
                    2,
                    false,
                    "java.util.concurrent.locks.LockSupport.park:1",
                    "java.util.concurrent.AbstractExecutorService.invokeAll:9",
                    "com.acme.Prices.load:41");
        }
    }

    @Test
    void parksOfOneCallAreOneHoweverOftenItParksAndTheNextCallIsAnother() {
        invokeAll();
        invokeAll();
        steps.end();
        assertThat(over)
                .containsExactly(
                        "java.util.concurrent.AbstractExecutorService.invokeAll 6 in 1",
                        "java.util.concurrent.AbstractExecutorService.invokeAll 6 in 1");
    }

    private Steps.Known waited(long segment) {
        return waited(segment, 200);
    }

    private Steps.Known waited(long segment, long mostMillis) {
        return steps.lengthen(
                thread,
                segment,
                "java.io.FileInputStream.read[com.acme.Prices.load(File.java:41)]",
                30 * MILLI,
                mostMillis * MILLI);
    }

    private void read() {
        step(SEGMENT, 60, false, "java.io.FileInputStream.read:1", "com.acme.Prices.load:41");
    }

    @Test
    void whatNoProbeHasSeenOfACallIsPartOfItsTimeUntilItIsTold() {
        mayExplain = true;
        read();
        assertThat(waited(SEGMENT)).isEqualTo(Steps.Known.WAITING);
        steps.holdEnded(thread);
        assertThat(over).containsExactly("java.io.FileInputStream.read 90 in 1");
        assertThat(waited(SEGMENT)).isEqualTo(Steps.Known.NONE);
    }

    @Test
    void aGuessMakesNoCallLongerThanItsCallback() {
        mayExplain = true;
        read();
        assertThat(waited(SEGMENT, 70)).isEqualTo(Steps.Known.WAITING);
        steps.end();
        assertThat(over).containsExactly("java.io.FileInputStream.read 70 in 1");
    }

    @Test
    void ofACallThatIsToldItIsKnownThatItWas() {
        read();
        assertThat(waited(SEGMENT)).isEqualTo(Steps.Known.REPORTED);
        assertThat(waited(SEGMENT + 2)).isEqualTo(Steps.Known.NONE);
        assertThat(over).containsExactly("java.io.FileInputStream.read 60 in 1");
    }

    private void readAllLines(long millis, int user) {
        String[] frames = {"java.nio.file.Files.readAllLines:9", "com.acme.Prices.load:" + user};
        step(SEGMENT, millis, false, "sun.nio.fs.UnixNativeDispatcher.open:1", frames[0], frames[1]);
        step(SEGMENT, 3 * millis, false, "sun.nio.ch.FileChannelImpl.read:2", frames[0], frames[1]);
        step(SEGMENT, millis, false, "sun.nio.ch.FileChannelImpl.read:2", frames[0], frames[1]);
    }

    @Test
    void stepsAreOneCallThatTookAllTheirTimeAndIsShownByTheLongest() {
        readAllLines(2, 41);
        assertThat(over).isEmpty();
        steps.end();
        assertThat(over).containsExactly("java.nio.file.Files.readAllLines 10 in 2");
    }

    @Test
    void itsFirstStepAgainIsTheNextCall() {
        readAllLines(2, 41);
        readAllLines(1, 41);
        assertThat(over).containsExactly("java.nio.file.Files.readAllLines 10 in 2");
        steps.end();
        assertThat(over)
                .containsExactly("java.nio.file.Files.readAllLines 10 in 2", "java.nio.file.Files.readAllLines 5 in 2");
    }

    @Test
    void anotherLineOfTheUsersIsAnotherCall() {
        readAllLines(2, 41);
        readAllLines(1, 42);
        steps.end();
        assertThat(over).hasSize(2);
    }

    @Test
    void whatTheUserCalledDirectlyIsOverAtOnceEachTime() {
        step(SEGMENT, 1, false, "java.io.FileInputStream.read:1", "com.acme.Prices.load:41");
        step(SEGMENT, 2, false, "java.io.FileInputStream.read:1", "com.acme.Prices.load:41");
        assertThat(over).containsExactly("java.io.FileInputStream.read 1 in 1", "java.io.FileInputStream.read 2 in 1");
        steps.end();
        assertThat(over).hasSize(2);
    }

    @Test
    void callsAreReportedInTheOrderInWhichTheyBegan() {
        readAllLines(2, 41);
        step(SEGMENT, 1, false, "java.io.FileInputStream.read:1", "com.acme.Prices.load:42");
        assertThat(over).isEmpty();
        steps.end();
        assertThat(over)
                .containsExactly("java.nio.file.Files.readAllLines 10 in 2", "java.io.FileInputStream.read 1 in 1");
    }

    @Test
    void whatMayExplainItsCallbackWaitsForTheCallbacksEnd() {
        mayExplain = true;
        step(SEGMENT, 90, false, "java.io.FileInputStream.read:1", "com.acme.Prices.load:41");
        mayExplain = false;
        step(SEGMENT, 1, false, "java.io.FileInputStream.read:1", "com.acme.Prices.load:42");
        steps.poll(now + MILLI);
        assertThat(over).isEmpty();
        steps.holdEnded(thread);
        assertThat(over).containsExactly("java.io.FileInputStream.read 90 in 1", "java.io.FileInputStream.read 1 in 1");
    }

    @Test
    void whatMayExplainItsCallbackIsReportedAlsoWhenNobodySaysThatThisIsOver() {
        mayExplain = true;
        step(SEGMENT, 90, false, "java.io.FileInputStream.read:1", "com.acme.Prices.load:41");
        steps.poll(now + 200 * MILLI);
        assertThat(over).containsExactly("java.io.FileInputStream.read 90 in 1");
    }

    @Test
    void whatPassesTheLimitWaitsForNoOther() {
        readAllLines(2, 41);
        step(SEGMENT, 200, true, "java.lang.Thread.sleep:1", "com.acme.Prices.load:42");
        assertThat(over).containsExactly("java.lang.Thread.sleep 200 in 1");
        steps.end();
        assertThat(over).hasSize(2);
    }

    @Test
    void manyCallsDoNotWaitForOneThatMayGoOn() {
        readAllLines(2, 41);
        for (int i = 0; i < 100; i++) {
            step(SEGMENT, 1, false, "java.io.FileInputStream.read:1", "com.acme.Prices.load:42");
        }
        assertThat(over).hasSizeGreaterThan(50).doesNotContain("java.nio.file.Files.readAllLines 10 in 2");
        steps.end();
        assertThat(over).hasSize(101).containsOnlyOnce("java.nio.file.Files.readAllLines 10 in 2");
    }

    @Test
    void aReaderRepeatsItsFirstStepByItself() {
        for (int i = 0; i < 5; i++) {
            step(
                    SEGMENT,
                    1,
                    false,
                    "java.io.FileInputStream.read:1",
                    "java.io.BufferedReader.readLine:8",
                    "com.acme.Prices.load:41");
        }
        steps.end();
        assertThat(over).containsExactly("java.io.BufferedReader.readLine 5 in 1");
    }

    /** Which kind of file it is, each provider finds out anew. */
    @Test
    void whatTriesOneProviderAfterAnotherIsOneCall() {
        for (int i = 0; i < 3; i++) {
            step(
                    SEGMENT,
                    1,
                    false,
                    "java.io.FileInputStream.open:1",
                    "javax.sound.sampled.AudioSystem.getAudioInputStream:8",
                    "com.acme.Prices.load:41");
        }
        steps.end();
        assertThat(over).containsExactly("javax.sound.sampled.AudioSystem.getAudioInputStream 3 in 1");
    }

    @Test
    void theNextCallbacksCallIsAnother() {
        step(SEGMENT, 1, false, "java.io.A.read:1", "java.io.BufferedReader.readLine:8", "com.acme.Prices.load:41");
        step(SEGMENT + 2, 2, false, "java.io.A.read:1", "java.io.BufferedReader.readLine:8", "com.acme.Prices.load:41");
        assertThat(over).containsExactly("java.io.BufferedReader.readLine 1 in 1");
    }

    @Test
    void whatPassesTheLimitIsSaidAtOnceAndTheRestOfItsCallBelongsToIt() {
        step(SEGMENT, 1, false, "sun.A.open:1", "java.nio.file.Files.readString:9", "com.acme.Prices.load:41");
        step(SEGMENT, 200, true, "sun.A.read:2", "java.nio.file.Files.readString:9", "com.acme.Prices.load:41");
        assertThat(over).containsExactly("java.nio.file.Files.readString 201 in 2");
        step(SEGMENT + 2, 1, false, "sun.A.read:3", "java.nio.file.Files.readString:9", "com.acme.Prices.load:41");
        steps.end();
        assertThat(over).hasSize(1);
    }

    @Test
    void aCallIsOverWhenItsCallbackIs() {
        // The thread has run no callback, so its segment is none that a step was in.
        step(SEGMENT, 1, false, "sun.A.open:1", "java.nio.file.Files.readString:9", "com.acme.Prices.load:41");
        steps.poll(now);
        assertThat(over).containsExactly("java.nio.file.Files.readString 1 in 1");
        steps.end();
        assertThat(over).hasSize(1);
    }

    @Test
    void aCallOfACallbackThatGoesOnWaitsForFurtherStepsButNotForEver() {
        step(0, 1, false, "sun.A.open:1", "java.nio.file.Files.readString:9", "com.acme.Prices.load:41");
        steps.poll(now + 50 * MILLI);
        assertThat(over).isEmpty();
        steps.poll(now + 150 * MILLI);
        assertThat(over).containsExactly("java.nio.file.Files.readString 1 in 1");
    }
}
