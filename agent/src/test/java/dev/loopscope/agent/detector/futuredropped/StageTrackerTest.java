// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.futuredropped;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.fact.Thrown;
import dev.loopscope.agent.report.FrameRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Who answers for what was dropped, and who is asked at all. What the collector does is done by hand. */
class StageTrackerTest {
    private static final String FUTURE = "java.util.concurrent.CompletableFuture";

    private final StageTracker tracker = new StageTracker();
    private final Expectation expectation = new Expectation(new FrameRules(List.of(), List.of()));
    private final List<Object> futures = new ArrayList<>();

    @Test
    void theRootAnswersForAllThatIsDroppedWithIt() {
        Pending root = root();
        Pending stage = hung(root, "thenApply");
        Pending last = hung(stage, "thenAccept");
        collect(last, stage, root);
        assertThat(tracker.takeDropped()).containsExactly(root);
        assertThat(expectation.of(root)).isSameAs(stage);
    }

    @Test
    void whatIsDoneIsNotDropped() {
        Pending root = root();
        Pending stage = hung(root, "thenApply");
        tracker.settled(stage);
        tracker.settled(root);
        collect(root, stage);
        assertThat(tracker.takeDropped()).isEmpty();
    }

    @Test
    void aStageAnswersForItselfOnceItsSourceIsDone() {
        Pending root = root();
        Pending stage = hung(root, "thenApplyAsync");
        Pending last = hung(stage, "thenAccept");
        tracker.settled(root);
        collect(stage, last);
        assertThat(tracker.takeDropped()).containsExactly(stage);
        assertThat(expectation.of(stage)).isSameAs(last);
    }

    @Test
    void ofTwoSourcesTheOneThatIsPendingAnswers() {
        Pending done = root();
        Pending pending = root();
        Pending both = hung(done, "thenCombine");
        tracker.joined(both, pending);
        tracker.settled(done);
        collect(both, pending);
        assertThat(tracker.takeDropped()).containsExactly(pending);
        assertThat(expectation.of(pending)).isSameAs(both);
    }

    @Test
    void nothingIsExpectedOnceEachStageIsDone() {
        Pending root = root();
        tracker.settled(hung(root, "thenApply"));
        tracker.settled(hung(root, "whenComplete"));
        assertThat(expectation.of(root)).isNull();
        Pending third = hung(root, "handle");
        assertThat(expectation.of(root)).isSameAs(third);
    }

    @Test
    void aCopyExpectsNothingButWhatIsHungOnItDoes() {
        Pending root = root();
        Pending copy = hung(root, "copy");
        assertThat(expectation.of(root)).isNull();
        Pending stage = hung(copy, "thenRun");
        assertThat(expectation.of(root)).isSameAs(stage);
    }

    @Test
    void whatTheJdkOrALibraryHangsOnItsFuturesIsTheirs() {
        Pending root = root();
        add(root, "thenApply", "jdk.internal.net.http.Exchange");
        add(root, "whenComplete", "io.netty.Something");
        assertThat(expectation.of(root)).isNull();
    }

    @Test
    void whatTheLoopHangsOnAFutureForTheApplicationIsTheApplications() {
        Pending root = root();
        Pending stage = add(root, "whenComplete", "dev.loopscope.loop.EventLoop", "com.acme.Orders");
        assertThat(expectation.of(root)).isSameAs(stage);
    }

    @Test
    void whatHasATimeOutWillHearOfIt() {
        Pending root = root();
        hung(hung(root, "thenApply"), "orTimeout");
        hung(hung(hung(root, "thenApply"), "completeOnTimeout"), "thenRun");
        assertThat(expectation.of(root)).isNull();
    }

    @Test
    void aFullTrackerCountsWhatItSkips() {
        while (tracker.expected(this, null) != null) {
            assertThat(tracker.skipped()).isZero();
        }
        assertThat(tracker.skipped()).isEqualTo(1);
    }

    private Pending root() {
        return Objects.requireNonNull((Pending) tracker.expected(future(), null));
    }

    private Pending hung(Pending source, String method) {
        return add(source, method, "com.acme.Orders");
    }

    private Pending add(Pending source, String method, String... callers) {
        List<StackTraceElement> frames = new ArrayList<>();
        frames.add(frame("java.util.concurrent.LoopscopeStages", "hung"));
        frames.add(frame(FUTURE, "unipush"));
        frames.add(frame(FUTURE, method));
        for (String caller : callers) {
            frames.add(frame(caller, "call"));
        }
        Throwable site = new Throwable();
        site.setStackTrace(frames.toArray(new StackTraceElement[0]));
        return Objects.requireNonNull((Pending) tracker.hung(future(), source, new Thrown(site)));
    }

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, null, 1);
    }

    private Object future() {
        Object future = new Object();
        futures.add(future);
        return future;
    }

    private static void collect(Pending... gone) {
        for (Pending each : gone) {
            each.enqueue();
        }
    }
}
