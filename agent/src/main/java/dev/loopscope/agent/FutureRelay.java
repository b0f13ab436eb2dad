// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.fact.FailureListener;
import dev.loopscope.agent.fact.PeriodicTaskListener;
import dev.loopscope.agent.fact.StageListener;
import dev.loopscope.agent.fact.Thrown;
import dev.loopscope.agent.option.CreationTraces;
import dev.loopscope.agent.option.Mode;
import dev.loopscope.agent.option.Options;
import dev.loopscope.agent.watch.Switch;
import dev.loopscope.agent.weave.Points;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The agent's end of the bridge for what futures and tasks tell, on the threads it happens on: hands it to the detectors that
 * have asked for it, and keeps where futures were made.
 */
final class FutureRelay extends LoopscopeFutureFacts implements Runnable {
    /** Futures between two refills of which the creation site is kept, and as many on which something is hung: 1,000 a second. */
    private static final int FUTURES = 20;
    /** The same of libraries, of which the creation site alone is kept: 100 a second. */
    private static final int LIBRARY_FUTURES = 2;
    /** The same after a quiet time: a program that makes few is known as a whole. */
    private static final int MOST_FUTURES = 1_000;

    private final Points points;
    private final Switch power;
    private final CreationTraces creationTraces;
    private final Refusals refusals;
    private final Witness witness;
    private final @Nullable FailureListener failures;
    private final @Nullable PeriodicTaskListener periodicTasks;
    private final @Nullable StageListener stages;
    private final CreationSites sites = new CreationSites();

    FutureRelay(
            Points points,
            Switch power,
            Options options,
            Refusals refusals,
            Witness witness,
            @Nullable FailureListener failures,
            @Nullable PeriodicTaskListener periodicTasks,
            @Nullable StageListener stages) {
        this.points = points;
        this.power = power;
        this.creationTraces = options.creationTraces();
        this.refusals = refusals;
        this.witness = witness;
        this.failures = failures;
        this.periodicTasks = periodicTasks;
        this.stages = stages;
        boolean isSparing = options.mode() == Mode.DEV || options.mode() == Mode.PROD;
        LoopscopeBudget.setCreations(creationTraces == CreationTraces.ALL ? LoopscopeBudget.UNLIMITED : 0);
        LoopscopeBudget.setStages(isSparing ? 0 : LoopscopeBudget.UNLIMITED);
        LoopscopeBudget.refill(MOST_FUTURES, MOST_FUTURES, MOST_FUTURES);
    }

    /** Reporter's thread, every few milliseconds. */
    @Override
    public void run() {
        LoopscopeBudget.refill(FUTURES, LIBRARY_FUTURES, MOST_FUTURES);
        sites.run();
    }

    @Override
    public void failureStored(Object holder, Throwable exception, String kind) {
        FailureListener listener = failures;
        if (listener != null && power.isOn() && !refusals.isTold(exception)) {
            listener.failureStored(holder, exception, kind);
            if (holder instanceof Future) {
                failureBelongs(holder, exception);
            }
        }
    }

    @Override
    public void futureMade(Object future, Throwable origin) {
        if (power.isOn()) {
            sites.made(future, new Thrown(origin));
        }
    }

    @Override
    public void failureBelongs(Object future, Throwable exception) {
        FailureListener listener = failures;
        Thrown origin = listener == null ? null : sites.of(future);
        if (listener != null && origin != null) {
            listener.failureBelongs(exception, origin);
        }
    }

    @Override
    public void futuresReady() {
        witness.define();
    }

    @Override
    public @Nullable Object futureExpected(Object future) {
        StageListener listener = stages;
        return listener == null || !power.isOn() ? null : listener.expected(future, sites.of(future));
    }

    @Override
    public @Nullable Object stageHung(Object stage, Object source, Throwable site) {
        StageListener listener = stages;
        Thrown trace = new Thrown(site);
        if (creationTraces == CreationTraces.SAMPLED) {
            sites.made(stage, trace);
        }
        return listener == null ? null : listener.hung(stage, source, trace);
    }

    @Override
    public void stageJoined(Object stage, Object source) {
        StageListener listener = stages;
        if (listener != null) {
            listener.joined(stage, source);
        }
    }

    @Override
    public void futureSettled(Object record) {
        StageListener listener = stages;
        if (listener != null) {
            listener.settled(record);
        }
    }

    @Override
    public void failureRead(Throwable exception) {
        FailureListener listener = failures;
        if (listener != null) {
            listener.failureRead(exception);
        }
        settle(exception);
    }

    @Override
    public void failureThrown(Throwable exception) {
        FailureListener listener = failures;
        if (listener != null) {
            listener.failureThrown(exception);
        }
        settle(exception);
    }

    @Override
    public void failureCopied(Throwable exception, Throwable copy) {
        FailureListener listener = failures;
        if (listener != null) {
            listener.failureCopied(exception, copy);
        }
    }

    @Override
    public void failureRethrown(Throwable exception) {
        FailureListener listener = failures;
        if (listener != null) {
            listener.failureRethrown(exception);
        }
    }

    /** Where half of what a library's futures do is not seen, all of it may look lost. */
    @Override
    public void futureFailing(Object holder, Throwable exception, String kind) {
        FailureListener listener = failures;
        if (listener != null && power.isOn() && !refusals.isTold(exception) && !points.isBroken(kind)) {
            listener.futureFailing(holder, exception, kind);
            failureBelongs(holder, exception);
        }
    }

    /** Exceptions that are made anew for whoever asks cannot be known again, and are nobody's yet. */
    // An exception is itself, whatever its equals says.
    @SuppressWarnings({"unchecked", "ReferenceEquality"})
    @Override
    public void futuresFailing(Object holder, Object exceptions, String kind) {
        Function<Integer, @Nullable Throwable> byNumber = (Function<Integer, @Nullable Throwable>) exceptions;
        Throwable first = byNumber.apply(0);
        if (first != null && first == byNumber.apply(0)) {
            futureFailing(holder, first, kind);
        }
    }

    @Override
    public void futureTaking(Object result, String kind) {
        FailureListener listener = failures;
        if (listener != null && power.isOn() && !points.isBroken(kind)) {
            listener.futureTaking(result, kind);
        }
    }

    @Override
    public void futureAsked(Object future) {
        FailureListener listener = failures;
        if (listener != null) {
            listener.futureAsked(future);
        }
    }

    @Override
    public void futureHeard(Object future, Object heard) {
        FailureListener listener = failures;
        if (listener != null) {
            listener.futureHeard(future, heard);
        }
    }

    @Override
    public void failureHeard(Object heard, Throwable exception) {
        FailureListener listener = failures;
        if (listener != null) {
            listener.failureHeard(heard, exception);
        }
    }

    @Override
    public void failureArriving(Object future, Throwable exception, boolean isSettled) {
        FailureListener listener = failures;
        if (listener != null && power.isOn()) {
            listener.failureArriving(future, exception, isSettled);
        }
    }

    @Override
    public void futureOutrun(Object future) {
        FailureListener listener = failures;
        if (listener != null && power.isOn()) {
            listener.futureOutrun(future);
        }
    }

    @Override
    public void failureSwallowed(Throwable other, @Nullable Throwable carried) {
        FailureListener listener = failures;
        if (listener != null) {
            listener.failureSwallowed(other, carried);
        }
    }

    @Override
    public void failureOffered(boolean won, Throwable exception) {
        if (won) {
            return;
        }
        FailureListener listener = failures;
        if (listener != null) {
            listener.failureRefused(exception);
        }
        settle(exception);
    }

    private void settle(Throwable exception) {
        PeriodicTaskListener listener = periodicTasks;
        if (listener != null) {
            listener.settled(exception);
        }
    }

    @Override
    public void tasksGivenUp(Object tasks) {
        for (Object task : (List<?>) tasks) {
            Throwable exception = LoopscopeFutureProbes.exceptionOf(task);
            if (exception != null) {
                failureThrown(exception);
            }
        }
    }

    @Override
    public void tasksReturned(Object tasks) {
        for (Object task : (List<?>) tasks) {
            Throwable exception = LoopscopeFutureProbes.exceptionOf(task);
            if (exception != null) {
                failureRethrown(exception);
                failureStored(task, exception, task instanceof FutureTask<?> ? "FutureTask" : "CompletableFuture");
            }
        }
    }

    @Override
    public void periodicTaskMade(Object task) {
        PeriodicTaskListener listener = periodicTasks;
        if (listener != null && power.isOn() && creationTraces != CreationTraces.OFF) {
            listener.made(task, new Throwable());
        }
    }

    @Override
    public void periodicTaskDied(Object task, Throwable exception, String kind) {
        PeriodicTaskListener listener = periodicTasks;
        if (listener == null) {
            failureStored(task, exception, kind);
        } else if (power.isOn() && !refusals.isTold(exception)) {
            // Whatever else fails because of it is the same mistake.
            refusals.add(exception);
            listener.died(task, exception, kind);
        }
    }
}
