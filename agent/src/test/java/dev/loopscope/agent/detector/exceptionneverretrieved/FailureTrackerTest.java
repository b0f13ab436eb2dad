// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopscope.agent.fact.FailureLost;
import dev.loopscope.agent.fact.Thrown;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RecursiveAction;
import org.junit.jupiter.api.Test;

class FailureTrackerTest {
    private static final int MANY = 10_000;

    private final FailureTracker tracker = new FailureTracker();
    private final Object future = new Object();
    private final IllegalStateException root = new IllegalStateException("root");

    private List<FailureLost> lost() {
        List<FailureLost> lost = new ArrayList<>();
        tracker.drain(lost::add);
        return lost;
    }

    @Test
    void whatIsStoredAndNotReadIsLostOnceHoweverManyFuturesCarryIt() {
        tracker.failureStored(future, root, "Future");
        tracker.failureStored(new Object(), new CompletionException(root), "Other");

        assertThat(lost()).singleElement().satisfies(fact -> {
            assertThat(fact.kind()).isEqualTo("Future");
            assertThat(fact.exception().type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(fact.exception().message()).isEqualTo("root");
        });
        assertThat(lost()).isEmpty();
    }

    @Test
    void whatIsReadIsNotLostWhateverIsMadeOfItLater() {
        tracker.failureStored(future, root, "Future");
        tracker.failureRead(new ExecutionException(root));
        tracker.failureStored(new Object(), root, "Future");

        assertThat(lost()).isEmpty();
    }

    @Test
    void whatWasOnlyThrownAtAThreadThatThrowsItOnIsUnreadAgain() {
        tracker.failureStored(future, root, "Future");
        tracker.failureThrown(root);
        tracker.failureRethrown(root);
        tracker.failureStored(new Object(), root, "Future");

        assertThat(lost()).hasSize(1);
    }

    @Test
    void whatSomebodyElseReadTooIsReadHoweverItIsThrownOn() {
        tracker.failureStored(future, root, "Future");
        tracker.failureThrown(root);
        tracker.failureRead(root);
        tracker.failureRethrown(root);
        tracker.failureStored(new Object(), root, "Future");

        assertThat(lost()).isEmpty();
    }

    @Test
    void whatArrivesWhereNobodyWaitsAnyMoreIsNotLost() {
        tracker.failureArriving(future, root, true);
        tracker.failureStored(future, root, "Future");
        IllegalStateException other = new IllegalStateException();
        tracker.futureOutrun(future);
        tracker.failureArriving(future, other, false);
        tracker.failureStored(future, other, "Future");

        assertThat(lost()).isEmpty();
    }

    @Test
    void ofTwoThatBecomeOneTheFirstAnswersForTheOther() {
        IllegalStateException other = new IllegalStateException("other");
        tracker.failureStored(future, root, "Future");
        tracker.failureStored(new Object(), other, "Future");
        tracker.failureSwallowed(other, root);
        tracker.failureSwallowed(new CompletionException(root), root);

        assertThat(lost()).extracting(fact -> fact.exception().message()).containsExactly("root");
    }

    @Test
    void aCopyIsTheFailureItWasMadeOf() {
        IllegalStateException copy = new IllegalStateException(root);
        IllegalStateException copyOfCopy = new IllegalStateException(copy);
        tracker.failureStored(future, root, "Future");
        tracker.failureCopied(root, copy);
        tracker.failureThrown(root);
        tracker.failureRethrown(copy);
        tracker.failureStored(new Object(), copy, "Future");
        tracker.failureCopied(copy, new ExecutionException(copyOfCopy));
        tracker.failureThrown(copy);
        tracker.failureRethrown(copyOfCopy);
        tracker.failureStored(new Object(), copyOfCopy, "Other");

        assertThat(lost()).extracting(fact -> fact.exception().message()).containsExactly("root");
    }

    private static final class Part extends RecursiveAction {
        private static final long serialVersionUID = 1;

        @Override
        protected void compute() {}
    }

    @Test
    void aPartThatNobodyCanJoinIsSettledByWhoReadsTheWhole() throws InterruptedException {
        tracker.failureStored(new Part(), new IllegalStateException("part"), "Task");
        tracker.failureStored(new Part(), root, "Task");
        onAnotherThread(() -> tracker.failureThrown(root));

        assertThat(lost()).isEmpty();
    }

    @Test
    void aPartThatFailsBecauseItHasReadAnotherSettlesNothing() throws InterruptedException {
        tracker.failureStored(new Part(), new IllegalStateException("part"), "Task");
        tracker.failureStored(new Part(), root, "Task");
        IllegalStateException copy = new IllegalStateException(root);
        onAnotherThread(() -> {
            tracker.failureCopied(root, copy);
            tracker.failureThrown(root);
            tracker.failureRethrown(copy);
            tracker.failureStored(new Part(), copy, "Task");
        });

        assertThat(lost()).hasSize(1);
    }

    /** As a worker does that goes on with what nobody waits for any more. */
    @Test
    void whoReadsTheWholeIsNotForgottenForAPartThatPassesOnAnother() throws InterruptedException {
        IllegalStateException part = new IllegalStateException("part");
        tracker.failureStored(new Part(), root, "Task");
        tracker.failureStored(new Part(), part, "Task");
        onAnotherThread(() -> tracker.failureThrown(root));
        tracker.failureThrown(part);
        tracker.failureRethrown(part);
        tracker.failureStored(new Part(), part, "Task");

        assertThat(lost()).isEmpty();
    }

    @Test
    void aPartThatIsGoneWaitsForOthersThatAreUnread() {
        List<FailureLost> lost = new ArrayList<>();
        Siblings siblings = new Siblings();
        String family = Part.class.getName();
        Instant now = Instant.now();
        Failure unread = new Failure("Task", root, null, "main", now, family);
        FailureLost part = new FailureLost("Task", new Thrown(root), null, null, "main", now, now);

        siblings.lose(family, now, part);
        for (int i = 0; i < 3; i++) {
            lost.addAll(siblings.lost(List.of(unread), now));
        }
        assertThat(lost).as("while another is unread").isEmpty();
        assertThat(siblings.lost(List.of(unread), now.plusSeconds(3600))).isEmpty();
        assertThat(siblings.lost(List.of(unread), now.plusSeconds(3600)))
                .as("which nobody will read any more")
                .containsExactly(part);
        assertThat(siblings.lost(List.of(), now)).isEmpty();
    }

    private static void onAnotherThread(Runnable action) throws InterruptedException {
        Thread thread = new Thread(action);
        thread.start();
        thread.join();
    }

    @Test
    void cancellationsAndInterruptsAreNoFailures() {
        tracker.failureStored(future, new CancellationException(), "Future");
        tracker.failureStored(future, new ExecutionException(new InterruptedException()), "Future");
        tracker.failureStored(future, new IllegalStateException(new InterruptedException()), "Future");

        assertThat(lost()).isEmpty();
    }

    @Test
    void whatWasRefusedWasNeverStored() {
        tracker.failureStored(future, root, "Future");
        tracker.failureRefused(root);

        assertThat(lost()).isEmpty();
    }

    private List<Throwable> storeMany() {
        List<Throwable> stored = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            IllegalStateException each = new IllegalStateException();
            stored.add(each);
            tracker.failureStored(future, each, "Future");
        }
        return stored;
    }

    @Test
    void tooManyAreCounted() {
        List<Throwable> kept = storeMany();
        long skipped = tracker.skipped();
        assertThat(lost().size() + skipped).isEqualTo(MANY);
        assertThat(skipped).isPositive();
        assertThat(tracker.skipped()).isZero();
        assertThat(kept).hasSize(MANY);
    }

    @Test
    void whatIsKeptForEverMakesRoomForWhatIsNew() {
        List<Throwable> kept = storeMany();
        long skipped = tracker.skipped();

        tracker.poll(lost -> {}, -1, Instant.now());
        assertThat(tracker.skipped()).as("given up at once").isZero();
        tracker.poll(lost -> {}, -1, Instant.now().plusSeconds(60));
        long givenUp = tracker.skipped();
        assertThat(givenUp).isBetween(1L, MANY - skipped - 1);

        tracker.failureStored(future, root, "Future");
        assertThat(tracker.skipped()).as("has room").isZero();
        assertThat(kept).hasSize(MANY);
    }
}
