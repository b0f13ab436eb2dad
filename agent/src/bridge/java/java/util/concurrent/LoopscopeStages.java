// SPDX-License-Identifier: Apache-2.0
package java.util.concurrent;

/**
 * Sees to it that a future the agent follows has a {@link LoopscopeWitness} among its dependents, and that the future's own
 * methods leave that one out.
 *
 * <p>The witness's ancestors are classes of futures, so it is not there before {@code CompletableFuture} is: a program that has
 * no use for futures does not load them.
 */
public final class LoopscopeStages {
    /** Dependents that are searched for a witness; it was there before most of them, and so stands behind them. */
    private static final int FAR = 1024;

    private static final String PENDING = "[Not completed";
    private static final String DEPENDENTS = " dependents]";

    private static boolean hasWitness;

    private LoopscopeStages() {}

    /** Any thread: the witness's class is there. */
    public static void witnessDefined() {
        hasWitness = true;
    }

    /** {@code completion} is about to become a dependent of {@code future}, which was pending a moment ago. */
    public static void hung(CompletableFuture<?> future, Object completion, LoopscopeFutureFacts facts) {
        if (!hasWitness) {
            return;
        }
        CompletableFuture<?> stage = stageOf(completion);
        if (stage == null || stage.result != null || future.result != null) {
            return;
        }
        Object source = recordOf(future.stack);
        if (source == null) {
            source = follow(future, facts.futureExpected(future), facts);
        }
        if (source == null) {
            return;
        }
        Object known = recordOf(stage.stack);
        if (known == null) {
            follow(stage, facts.stageHung(stage, source, new Throwable()), facts);
        } else {
            facts.stageJoined(known, source);
        }
    }

    /** What a completion will complete; null for a thread that waits. */
    private static CompletableFuture<?> stageOf(Object completion) {
        if (completion instanceof CompletableFuture.UniCompletion<?, ?> one) {
            return one.dep;
        }
        if (completion instanceof CompletableFuture.CoCompletion second) {
            CompletableFuture.BiCompletion<?, ?, ?> first = second.base;
            return first == null ? null : first.dep;
        }
        return completion instanceof CompletableFuture.AnyOf any ? any.dep : null;
    }

    private static Object recordOf(CompletableFuture.Completion first) {
        CompletableFuture.Completion dependent = first;
        for (int i = 0; i < FAR && dependent != null; i++) {
            if (dependent instanceof LoopscopeWitness witness) {
                return witness.record;
            }
            dependent = dependent.next;
        }
        return null;
    }

    /** The future's record from now on, null if it has none. */
    private static Object follow(CompletableFuture<?> future, Object record, LoopscopeFutureFacts facts) {
        if (record == null) {
            return null;
        }
        CompletableFuture.Completion witness = LoopscopeWitness.of(facts, record);
        future.pushStack(witness);
        if (future.result != null) {
            witness.tryFire(CompletableFuture.SYNC);
        }
        // Two threads may have come at once: the elder stays.
        Object elder = recordOf(witness.next);
        if (elder != null) {
            witness.tryFire(CompletableFuture.SYNC);
            return elder;
        }
        return record;
    }

    /** A pending future, by a constructor that tells nobody. */
    public static CompletableFuture<?> newIncompleteFuture() {
        return new CompletableFuture<>(null);
    }

    /** In place of {@code getNumberOfDependents}. */
    public static int numberOfDependents(CompletableFuture<?> future) {
        int number = 0;
        CompletableFuture.Completion dependent = future.stack;
        while (dependent != null) {
            if (!hasWitness || !(dependent instanceof LoopscopeWitness)) {
                number++;
            }
            dependent = dependent.next;
        }
        return number;
    }

    /** In place of what {@code toString} returns, which counts dependents that the application has not hung there. */
    public static String described(String text, CompletableFuture<?> future) {
        int end = hasWitness && text != null && text.endsWith(DEPENDENTS) ? text.lastIndexOf(PENDING) : -1;
        if (end < 0) {
            return text;
        }
        int dependents = numberOfDependents(future);
        StringBuilder corrected = new StringBuilder(text.length()).append(text, 0, end + PENDING.length());
        if (dependents > 0) {
            corrected.append(", ").append(dependents).append(DEPENDENTS);
        } else {
            corrected.append(']');
        }
        return corrected.toString();
    }
}
