// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Several futures as one. It does not count as cancelled when it is: it fails with the {@link CancelledError}, of the first
 * child that ends so, or once all have ended where failures are values.
 *
 * @param <R> what becomes of a child: its result, or its outcome
 */
final class Gathering<T extends @Nullable Object, R extends @Nullable Object> extends LoopFuture<List<R>> {
    /** In the order of the arguments, one that was given twice twice. */
    private final List<LoopFuture<? extends T>> children;

    private final boolean failsWithFirst;
    private final Function<LoopFuture<? extends T>, R> outcome;
    private int missing;
    private boolean cancelRequested;
    /** The round in which {@link #cancel} last went through the children, and whether it is under way. */
    private long cancelRound;

    private boolean isCancelling;
    private @Nullable String cancelMessage;

    private Gathering(
            EventLoop loop,
            List<LoopFuture<? extends T>> children,
            boolean failsWithFirst,
            Function<LoopFuture<? extends T>, R> outcome) {
        super(loop);
        this.children = children;
        this.failsWithFirst = failsWithFirst;
        this.outcome = outcome;
    }

    static <T extends @Nullable Object, R extends @Nullable Object> LoopFuture<List<R>> of(
            Collection<? extends Awaitable<? extends T>> awaitables,
            boolean failsWithFirst,
            Function<LoopFuture<? extends T>, R> outcome) {
        EventLoop loop = loopOf(awaitables);
        for (Awaitable<?> awaitable : awaitables) {
            if (awaitable instanceof LoopFuture<?> future) {
                future.refuseUnlessOf(loop);
            }
        }
        Map<Awaitable<? extends T>, LoopFuture<? extends T>> started = new HashMap<>();
        List<LoopFuture<? extends T>> children = awaitables.stream()
                .<LoopFuture<? extends T>>map(
                        awaitable -> started.computeIfAbsent(awaitable, it -> Async.ensureFuture(loop, it)))
                .toList();
        Gathering<T, R> gathering = new Gathering<>(loop, children, failsWithFirst, outcome);
        gathering.watch();
        return gathering;
    }

    /** Coroutines can start nowhere but in the loop that runs here; before one runs, futures tell where. */
    private static EventLoop loopOf(Collection<? extends Awaitable<?>> awaitables) {
        EventLoop running = EventLoop.currentOrNull();
        if (running != null && !awaitables.stream().allMatch(LoopFuture.class::isInstance)) {
            return running;
        }
        for (Awaitable<?> awaitable : awaitables) {
            if (awaitable instanceof LoopFuture<?> future) {
                return future.getLoop();
            }
        }
        return EventLoop.current();
    }

    private void watch() {
        Set<LoopFuture<? extends T>> distinct = new LinkedHashSet<>(children);
        missing = distinct.size();
        if (missing == 0) {
            succeed(List.of());
        }
        Dependent<LoopFuture<? extends T>> told = new Dependent<>(this, this::childDone);
        for (LoopFuture<? extends T> child : distinct) {
            if (child.isDone()) {
                childDone(child);
            } else {
                child.addDoneCallback(told);
            }
        }
    }

    private void childDone(LoopFuture<? extends T> child) {
        missing--;
        Throwable failure = Outcome.failureOf(child); // Also of one that comes too late: nobody else will ask.
        if (isDone()) {
            return;
        }
        if (failure != null && failsWithFirst) {
            fail(failure);
        } else if (missing == 0 && cancelRequested) {
            fail(new CancelledError(cancelMessage));
        } else if (missing == 0) {
            // Not List.of: null is a result like any other.
            succeed(children.stream().map(outcome).toList());
        }
    }

    @Override
    @Nullable
    Needs needs() {
        return isDone()
                ? null
                : new Needs(
                        "Async.gather",
                        children,
                        failsWithFirst ? ReturnWhen.FIRST_EXCEPTION : ReturnWhen.ALL_COMPLETED);
    }

    /** Whether its children are being cancelled right now: who comes here then has come in a circle. */
    boolean isCancelling() {
        return isCancelling;
    }

    /**
     * Cancels all children that are not done; this is done when they are. What several ways lead to is cancelled once in
     * a round, or the ways would be as many as the paths of the whole graph.
     */
    @Override
    public boolean cancel(@Nullable String message) {
        getLoop().check("LoopFuture.cancel", "EventLoop.callSoonThreadSafe(future::cancel)");
        if (isDone()) {
            return false;
        }
        Tasks tasks = getLoop().tasks;
        long round = tasks.cancelBegun();
        try {
            return cancelRound == round ? cancelRequested && !isCancelling : cancelChildren(round, message);
        } finally {
            tasks.cancelEnded();
        }
    }

    private boolean cancelChildren(long round, @Nullable String message) {
        cancelRound = round;
        isCancelling = true;
        boolean any = false;
        try {
            for (LoopFuture<? extends T> child : children) {
                any |= child.cancel(message);
            }
        } finally {
            isCancelling = false;
        }
        if (any) {
            cancelRequested = true;
            cancelMessage = message;
        }
        return any;
    }
}
