// SPDX-License-Identifier: Apache-2.0
package java.lang;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import jdk.internal.misc.Unsafe;

/** Reads what {@code CompletableFuture} keeps private; a class of its own, so that it initialises with its first use. */
final class LoopscopeFutures {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final String INNER = "java.util.concurrent.CompletableFuture$";
    private static final Class<?> HOLDER = inner("AltResult");
    private static final Class<?> ONE_SOURCE = inner("UniCompletion");
    private static final Class<?> TWO_SOURCES = inner("BiCompletion");
    private static final Class<?> SECOND_SOURCE = inner("CoCompletion");
    private static final Class<?> EITHER_APPLIED = inner("OrApply");
    private static final Class<?> EITHER_ACCEPTED = inner("OrAccept");
    private static final Class<?> EITHER_RUN = inner("OrRun");
    private static final Class<?> TIMERS_END = inner("Canceller");
    private static final Class<?> ANY_SOURCE = inner("AnyOf");
    private static final long RESULT = UNSAFE.objectFieldOffset(CompletableFuture.class, "result");
    private static final long STACK = UNSAFE.objectFieldOffset(CompletableFuture.class, "stack");
    private static final long EXCEPTION = UNSAFE.objectFieldOffset(HOLDER, "ex");
    private static final long NEXT = UNSAFE.objectFieldOffset(inner("Completion"), "next");
    private static final long DEPENDENT = UNSAFE.objectFieldOffset(ONE_SOURCE, "dep");
    private static final long SOURCE = UNSAFE.objectFieldOffset(ONE_SOURCE, "src");
    private static final long OTHER = UNSAFE.objectFieldOffset(TWO_SOURCES, "snd");
    private static final long BASE = UNSAFE.objectFieldOffset(SECOND_SOURCE, "base");
    private static final long ANY_DEPENDENT = UNSAFE.objectFieldOffset(ANY_SOURCE, "dep");
    /** Of a future with more dependents nothing is known. */
    private static final int DEPENDENTS = 64;

    /** What became of the futures that were made from one. */
    static final int NONE = 0;

    /** They have been completed without it. */
    static final int DONE = 1;

    static final int PENDING = 2;

    private LoopscopeFutures() {}

    private static Class<?> inner(String name) {
        try {
            return Class.forName(INNER.concat(name), false, null);
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        }
    }

    /** What a future keeps when it is done; null before. */
    static Object resultOf(Object future) {
        return UNSAFE.getReferenceVolatile(future, RESULT);
    }

    /** The exception of a future that has failed, or null. */
    static Throwable exceptionOf(Object future) {
        return exceptionIn(resultOf(future));
    }

    /** The exception in what a future keeps as its result, or null. */
    static Throwable exceptionIn(Object result) {
        return result != null && result.getClass() == HOLDER
                ? (Throwable) UNSAFE.getReference(result, EXCEPTION)
                : null;
    }

    /** Whether it is a {@code CompletableFuture} that has failed with that very exception, or with one wrapped around it. */
    static boolean isCarriedBy(Object future, Throwable exception) {
        if (exception == null || !(future instanceof CompletableFuture)) {
            return false;
        }
        Throwable carried = exceptionOf(future);
        return carried == exception
                || (carried != null
                        && carried.getClass() == CompletionException.class
                        && carried.getCause() == exception);
    }

    /** What {@code orTimeout} hangs on a future to be told of its end. */
    static boolean isTimersEnd(Object function) {
        return function != null && function.getClass() == TIMERS_END;
    }

    static boolean isDone(Object future) {
        return resultOf(future) != null;
    }

    /** {@link #NONE}, {@link #DONE} when all are, or {@link #PENDING}; what has gone by another future already is left out. */
    static int dependentsOf(Object future) {
        int found = NONE;
        Object each = UNSAFE.getReferenceVolatile(future, STACK);
        for (int i = 0; each != null; i++) {
            if (i == DEPENDENTS) {
                return PENDING;
            }
            if (isStage(each)) {
                Object stage = SECOND_SOURCE.isInstance(each) ? UNSAFE.getReference(each, BASE) : each;
                if (stage == null || !isPending(stage)) {
                    found = DONE;
                } else if (!isDecidedWithout(future, stage)) {
                    return PENDING;
                }
            }
            each = UNSAFE.getReferenceVolatile(each, NEXT);
        }
        return found;
    }

    /** As against a thread that waits, or has waited. */
    private static boolean isStage(Object completion) {
        return ONE_SOURCE.isInstance(completion)
                || SECOND_SOURCE.isInstance(completion)
                || ANY_SOURCE.isInstance(completion);
    }

    private static boolean isPending(Object stage) {
        Object dependent = UNSAFE.getReference(stage, ANY_SOURCE.isInstance(stage) ? ANY_DEPENDENT : DEPENDENT);
        return dependent != null && !isDone(dependent);
    }

    /** Whether it waits for the first of two futures, and the other one is done. */
    private static boolean isDecidedWithout(Object future, Object stage) {
        Class<?> type = stage.getClass();
        if (type != EITHER_APPLIED && type != EITHER_ACCEPTED && type != EITHER_RUN) {
            return false;
        }
        Object first = sourceOf(stage, false);
        Object other = first == future ? sourceOf(stage, true) : first;
        return other == null || isDone(other);
    }

    /** A completion's first source, or its second; null once it has fired. */
    static Object sourceOf(Object completion, boolean second) {
        return UNSAFE.getReference(completion, second ? OTHER : SOURCE);
    }
}
