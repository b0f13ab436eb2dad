// SPDX-License-Identifier: Apache-2.0
package java.lang;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LoopscopeStages;

/**
 * What woven code calls to tell of futures and of the tasks of executors, whichever thread it runs on.
 *
 * <p>Lives where {@link LoopscopeProbes} does, for the same reasons and under the same restrictions, and counts its failures
 * there.
 */
public final class LoopscopeFutureProbes {
    private static LoopscopeFutureFacts facts;

    private LoopscopeFutureProbes() {}

    /** Any thread. Null switches every probe off. */
    public static void listen(LoopscopeFutureFacts listener) {
        facts = listener;
    }

    // ---- failures of futures ----------------------------------------------------------------------------------------

    public static void failureStored(Object holder, Throwable exception, String kind) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.failureStored(holder, exception, kind);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    public static void failureRead(Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.failureRead(exception);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** Somebody asked whether a future has failed, and was told. */
    public static void failureChecked(boolean failed, Object future) {
        if (failed) {
            failureAsked(future);
        }
    }

    /** Somebody has looked at a future, or wants no more of it; if it has failed, that is read. */
    public static void failureAsked(Object future) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                Throwable exception = LoopscopeFutures.exceptionOf(future);
                if (exception != null) {
                    listener.failureRead(exception);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** Code of the application's threw what may have been thrown at it by another future. */
    public static void failureRethrown(Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.failureRethrown(exception);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** An attempt to fail a future is about to be made. */
    public static void failureArriving(Object future, Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                int dependents = LoopscopeFutures.dependentsOf(future);
                if (dependents != LoopscopeFutures.PENDING) {
                    listener.failureArriving(future, exception, dependents == LoopscopeFutures.DONE);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** A future is about to take over another's result. */
    public static void resultArriving(Object future, Object result) {
        failureArriving(future, LoopscopeFutures.exceptionIn(result));
    }

    /** It has tried to, and may be outrun meanwhile. What has come too late is answered for by what came before. */
    public static void resultOffered(boolean won, Object future, Object result) {
        Throwable exception = LoopscopeFutures.exceptionIn(result);
        if (won) {
            failureArriving(future, exception);
        } else if (!isCarriedBy(future, exception)) {
            failureRead(exception);
        }
    }

    /** Who hangs a stage on a future, and who completes it, may both bring it the same failure. */
    private static boolean isCarriedBy(Object future, Throwable exception) {
        try {
            return LoopscopeFutures.isCarriedBy(future, exception);
        } catch (Throwable t) {
            LoopscopeProbes.failed(t);
            return false;
        }
    }

    /** A future drops what others have settled meanwhile. */
    public static void stagesDropped(Object future) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                if (LoopscopeFutures.dependentsOf(future) == LoopscopeFutures.DONE) {
                    outrun(listener, future, null);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** A future depends on two results; if both are failures it carries the first, and thereby answers for both. */
    public static void failuresJoined(Object first, Object second) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                Throwable carried = LoopscopeFutures.exceptionIn(first);
                Throwable other = LoopscopeFutures.exceptionIn(second);
                if (carried != null && other != null) {
                    listener.failureSwallowed(other, carried);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** Several futures were made one that is settled by the first of them; so it may be already. */
    public static void futuresRaced(Object any, Object[] futures) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                for (int i = 0; LoopscopeFutures.isDone(any) && i < futures.length; i++) {
                    outrun(listener, futures[i], LoopscopeFutures.exceptionOf(any));
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /**
     * As {@link #futuresRaced}, of two. What is made of them may not be done yet though one of them is, when a function has to
     * run first: then that one has succeeded, and what failed is not the first.
     */
    public static void stagesRaced(Object either, Object first, Object second) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null && second instanceof CompletableFuture<?>) {
            try {
                Throwable carried = LoopscopeFutures.exceptionOf(either);
                if (LoopscopeFutures.isDone(first)) {
                    outrun(listener, second, carried);
                }
                if (LoopscopeFutures.isDone(second)) {
                    outrun(listener, first, carried);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** A completion that waits for the first of two futures goes by {@code result}; null is none yet. */
    public static void raceDecided(Object result, Object completion) {
        LoopscopeFutureFacts listener = facts;
        if (result != null && listener != null) {
            try {
                outrunBy(result, listener, LoopscopeFutures.sourceOf(completion, false));
                outrunBy(result, listener, LoopscopeFutures.sourceOf(completion, true));
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** @param future null when it is not known any more */
    private static void outrunBy(Object winning, LoopscopeFutureFacts listener, Object future) {
        if (future != null && LoopscopeFutures.resultOf(future) != winning) {
            outrun(listener, future, LoopscopeFutures.exceptionIn(winning));
        }
    }

    /** @param carried the failure that has won, if it is one */
    private static void outrun(LoopscopeFutureFacts listener, Object loser, Throwable carried) {
        if (!LoopscopeFutures.isDone(loser)) {
            listener.futureOutrun(loser);
        }
        // It may have failed meanwhile, and not have been told that it is outrun.
        Throwable other = LoopscopeFutures.exceptionOf(loser);
        if (other != null) {
            listener.failureSwallowed(other, carried);
        }
    }

    /** As {@link #failuresJoined}, of a completion's sources, which are done. */
    public static void sourcesJoined(Object dependent, Object completion) {
        Object first = LoopscopeFutures.sourceOf(completion, false);
        Object second = LoopscopeFutures.sourceOf(completion, true);
        // Else another thread has found them done, and was here before.
        if (first != null && second != null) {
            failuresJoined(LoopscopeFutures.resultOf(first), LoopscopeFutures.resultOf(second));
        }
    }

    /** A future was made of some, from {@code low} to {@code high}; if it has failed at once it answers for all that have. */
    public static void futuresJoined(Object joined, Object[] futures, int low, int high) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                Throwable carried = LoopscopeFutures.exceptionOf(joined);
                for (int i = low; carried != null && i <= high; i++) {
                    Throwable other = LoopscopeFutures.exceptionOf(futures[i]);
                    if (other != null) {
                        listener.failureSwallowed(other, carried);
                    }
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    public static void failureOffered(boolean won, Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (!won && exception != null && listener != null) {
            try {
                listener.failureOffered(false, exception);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** A function has been handed an exception; of the JDK's own, one only ends a timer. */
    public static void failureHandled(Throwable exception, Object function) {
        if (!LoopscopeFutures.isTimersEnd(function)) {
            failureRead(exception);
        }
    }

    /** Somebody was told the exception by having it thrown at them. */
    public static void failureThrown(Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.failureThrown(exception);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    // ---- failures of libraries' futures -----------------------------------------------------------------------------

    /** A future is about to fail with an exception, null if it is about to succeed. */
    public static void futureFailing(Object holder, Throwable exception, String kind) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.futureFailing(holder, exception, kind);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /**
     * A holder of several results is about to fail.
     *
     * @param exceptions a {@code Function} that has the exception of each, by its number; null if it is about to succeed
     */
    public static void futuresFailing(Object holder, Object exceptions, String kind) {
        LoopscopeFutureFacts listener = facts;
        if (exceptions != null && listener != null) {
            try {
                listener.futuresFailing(holder, exceptions, kind);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** A task of Netty's executors has thrown; one that is periodic will not run again. */
    public static void promiseTaskFailing(Object task, Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                if (LoopscopeTasks.isPeriodicPromise(task)) {
                    listener.periodicTaskDied(task, exception, "Netty executor");
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** A future takes over another one's result. */
    public static void futureTaking(Object result, String kind) {
        LoopscopeFutureFacts listener = facts;
        if (result != null && listener != null) {
            try {
                listener.futureTaking(result, kind);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** Somebody has looked at a future. */
    public static void futureAsked(Object future) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                listener.futureAsked(future);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** Somebody has asked whether a future has failed, and was told. */
    public static void failureConfirmed(boolean failed, Object future) {
        if (failed) {
            futureAsked(future);
        }
    }

    /** Somebody has asked whether a future has succeeded, and was told. */
    public static void successConfirmed(boolean succeeded, Object future) {
        if (!succeeded) {
            futureAsked(future);
        }
    }

    /** A future that is done is about to tell a listener; null is nobody. */
    public static void futureHeard(Object future, Object listener) {
        LoopscopeFutureFacts told = facts;
        if (told != null && listener != null) {
            try {
                told.futureHeard(future, listener);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** A listener is about to be told an exception, null if the future has succeeded. */
    public static void failureHeard(Object listener, Throwable exception) {
        LoopscopeFutureFacts told = facts;
        if (told != null && listener != null && exception != null) {
            try {
                told.failureHeard(listener, exception);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    // ---- failures of tasks ------------------------------------------------------------------------------------------

    /** A {@code FutureTask} is about to keep what its code has thrown. */
    public static void taskFailing(Object task, Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                if (!LoopscopeTasks.isPeriodic(task) || LoopscopeTasks.isAwaited(task)) {
                    listener.failureRethrown(exception);
                    listener.failureStored(task, exception, "FutureTask");
                } else if (!LoopscopeTasks.isEnding(task)) {
                    listener.periodicTaskDied(task, exception, "ScheduledThreadPoolExecutor");
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** It has tried to. */
    public static void taskFailed(Object task, Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                if (LoopscopeTasks.keeps(task, exception)) {
                    // It may have been given up meanwhile.
                    listener.failureArriving(task, exception, false);
                } else {
                    listener.failureOffered(false, exception);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** Somebody asks a {@code FutureTask} for its result and is told only that there is none. */
    public static void taskAsked(Object task) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                Throwable exception = LoopscopeTasks.exceptionOf(task);
                if (exception != null) {
                    listener.failureRead(exception);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** Somebody wants no more of a {@code FutureTask}, and may come too late for that. */
    public static void taskGivenUp(boolean cancelled, Object task) {
        LoopscopeFutureFacts listener = facts;
        if (!cancelled && listener != null) {
            try {
                if (LoopscopeTasks.isCompleting(task)) {
                    listener.futureOutrun(task);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
            taskAsked(task);
        }
    }

    /** Who wanted one result of several tasks, a list of futures, is done with all of them. */
    public static void tasksGivenUp(Object tasks) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                listener.tasksGivenUp(tasks);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** Several tasks have been run and are handed, a list of futures, to who wanted it. */
    public static void tasksReturned(Object tasks) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                listener.tasksReturned(tasks);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** The agent's side: the exception of a future of the JDK's that has failed; else null. */
    public static Throwable exceptionOf(Object future) {
        if (future instanceof FutureTask<?>) {
            return LoopscopeTasks.exceptionOf(future);
        }
        return future instanceof CompletableFuture<?> ? LoopscopeFutures.exceptionOf(future) : null;
    }

    /** A {@code ForkJoinTask} is about to keep what its code has thrown. */
    public static void forkFailing(Object task, Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                if (LoopscopeForks.isPeriodic(task) && !LoopscopeForks.isAwaited(task)) {
                    listener.periodicTaskDied(task, exception, "ForkJoinPool");
                } else if (LoopscopeForks.isAnswerable(task)) {
                    listener.failureRethrown(exception);
                    listener.failureStored(task, exception, "ForkJoinTask");
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** It has tried to. */
    public static void forkFailed(Object task, Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                if (!LoopscopeForks.keeps(task, exception)) {
                    listener.failureOffered(false, exception);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** Somebody is about to have the exception of a task thrown at them, or a copy, which other threads are given. */
    public static void forkThrown(Throwable given, Object task) {
        LoopscopeFutureFacts listener = facts;
        if (given != null && listener != null) {
            try {
                Throwable exception = LoopscopeForks.exceptionOf(task);
                if (exception != null) {
                    listener.failureCopied(exception, given);
                    listener.failureThrown(exception);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** As {@link #taskAsked}, of a {@code ForkJoinTask}. */
    public static void forkAsked(Object task) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                Throwable exception = LoopscopeForks.exceptionOf(task);
                if (exception != null) {
                    listener.failureRead(exception);
                }
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** A task was scheduled that will run every {@code period}, or once if that is 0. */
    public static void periodicTaskMade(Object task, long period) {
        LoopscopeFutureFacts listener = facts;
        if (period != 0 && listener != null) {
            try {
                listener.periodicTaskMade(task);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** A periodic task of some executor, {@code kind}, threw and will not run again. */
    public static void periodicTaskDied(Object task, Throwable exception, String kind) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.periodicTaskDied(task, exception, kind);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    // ---- futures that are made, and what is hung on them ------------------------------------------------------------

    public static void futureMade(Object future) {
        if (LoopscopeBudget.hasCreations()) {
            LoopscopeBudget.spendCreation();
            creationSeen(future);
        }
    }

    public static void libraryFutureMade(Object future) {
        if (LoopscopeBudget.hasLibraryCreations()) {
            LoopscopeBudget.spendLibraryCreation();
            creationSeen(future);
        }
    }

    private static void creationSeen(Object future) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                listener.futureMade(future, new Throwable());
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** In place of {@code CompletableFuture.newIncompleteFuture}. */
    public static CompletableFuture<?> newIncompleteFuture() {
        return LoopscopeStages.newIncompleteFuture();
    }

    /** An attempt to fail a future ended. */
    public static void failureOffered(boolean won, Object future, Throwable exception) {
        if (won) {
            failureBelongs(future, exception);
        } else if (!isCarriedBy(future, exception)) {
            failureOffered(false, exception);
        }
    }

    public static void failureBelongs(Object future, Throwable exception) {
        LoopscopeFutureFacts listener = facts;
        if (exception != null && listener != null) {
            try {
                listener.failureBelongs(future, exception);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** {@code CompletableFuture} has been initialised, by the current thread. */
    public static void futuresReady() {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                listener.futuresReady();
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** {@code completion} is about to become a dependent of a future that was pending a moment ago. */
    public static void stageHung(CompletableFuture<?> future, Object completion) {
        if (LoopscopeBudget.hasStages()) {
            stageSeen(future, completion);
        }
    }

    private static void stageSeen(CompletableFuture<?> future, Object completion) {
        LoopscopeFutureFacts listener = facts;
        if (listener != null) {
            try {
                LoopscopeBudget.spendStage();
                LoopscopeStages.hung(future, completion, listener);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    public static void futureSettled(LoopscopeFutureFacts listener, Object record) {
        try {
            listener.futureSettled(record);
        } catch (Throwable t) {
            LoopscopeProbes.failed(t);
        }
    }

    /** In place of {@code CompletableFuture.getNumberOfDependents}. */
    public static int numberOfDependents(CompletableFuture<?> future) {
        return LoopscopeStages.numberOfDependents(future);
    }

    /** In place of what {@code CompletableFuture.toString} returns. */
    public static String described(String text, CompletableFuture<?> future) {
        return LoopscopeStages.described(text, future);
    }
}
