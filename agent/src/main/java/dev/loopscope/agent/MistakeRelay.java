// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import dev.loopscope.agent.fact.CallbackFailed;
import dev.loopscope.agent.fact.CallbackThrew;
import dev.loopscope.agent.fact.CancellationListener;
import dev.loopscope.agent.fact.CoroutineListener;
import dev.loopscope.agent.fact.FactQueue;
import dev.loopscope.agent.fact.FailureListener;
import dev.loopscope.agent.fact.FailureLost;
import dev.loopscope.agent.fact.FutureDropped;
import dev.loopscope.agent.fact.SelfDeadlock;
import dev.loopscope.agent.fact.SwingTouched;
import dev.loopscope.agent.fact.TaskLeftPending;
import dev.loopscope.agent.fact.Thrown;
import dev.loopscope.agent.fact.Unclosed;
import dev.loopscope.agent.fact.WrongThread;
import dev.loopscope.agent.option.CreationTraces;
import dev.loopscope.agent.option.Options;
import dev.loopscope.agent.watch.Hold;
import dev.loopscope.agent.watch.Switch;
import dev.loopscope.agent.watch.Watchdog;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The agent's end of the bridge for mistakes that no clock is needed to know, on the threads they happen on: puts them into
 * the queue unless they are told already, or hands what may turn out to be one to the detector that has asked for it.
 */
final class MistakeRelay extends LoopscopeMistakeFacts implements Runnable {
    /** Creation sites between two refills. */
    private static final int ORIGINS = 100;

    private final FactQueue queue;
    private final Switch power;
    private final Options options;
    private final Refusals refusals;
    private final @Nullable FailureListener failures;
    private final @Nullable CoroutineListener coroutines;
    private final @Nullable CancellationListener cancellations;
    private final CreationTraces creationTraces;
    private final AtomicInteger origins = new AtomicInteger(ORIGINS);

    MistakeRelay(
            FactQueue queue,
            Switch power,
            Options options,
            Refusals refusals,
            @Nullable FailureListener failures,
            @Nullable CoroutineListener coroutines,
            @Nullable CancellationListener cancellations) {
        this.queue = queue;
        this.power = power;
        this.options = options;
        this.refusals = refusals;
        this.failures = failures;
        this.coroutines = coroutines;
        this.cancellations = cancellations;
        this.creationTraces = options.creationTraces();
    }

    /** Reporter's thread, every few milliseconds. */
    @Override
    public void run() {
        origins.set(ORIGINS);
    }

    @Override
    public boolean callbackFailed(Object loop, Object callback, Throwable exception, @Nullable Throwable origin) {
        if (refusals.isTold(exception)) {
            return true;
        }
        if (!power.isOn() || !options.detectorEnabled("callback-exception")) {
            return false;
        }
        LoopscopeThread thread = LoopscopeProbes.current();
        String name = Thread.currentThread().getName();
        return queue.offer(
                new CallbackFailed(thread == null ? name : thread.name, name, callback.toString(), exception, origin));
    }

    @Override
    public void callbackThrew(LoopscopeThread thread, Throwable exception) {
        if (power.isOn() && options.detectorEnabled("callback-exception") && !refusals.isTold(exception)) {
            queue.offer(new CallbackThrew(thread, exception));
        }
    }

    @Override
    public boolean neverRetrieved(String kind, Throwable exception, @Nullable Throwable origin) {
        if (refusals.isTold(exception)) {
            return true;
        }
        if (!power.isOn() || !options.detectorEnabled("exception-never-retrieved")) {
            return false;
        }
        FailureListener listener = failures;
        if (listener != null) {
            // The same exception in a CompletableFuture is the same failure.
            listener.failureRead(exception);
        }
        return queue.offer(new FailureLost(
                kind,
                new Thrown(exception),
                origin == null ? null : new Thrown(origin),
                null,
                null,
                null,
                Instant.now()));
    }

    @Override
    public @Nullable Object coroutineMade(Object coroutine, Class<?> code) {
        CoroutineListener listener = coroutines;
        return listener == null || !power.isOn()
                ? null
                : listener.made(coroutine, code, wantsOrigin() ? new Throwable() : null);
    }

    @Override
    public void coroutineStarted(Object made) {
        CoroutineListener listener = coroutines;
        if (listener != null) {
            listener.started(made);
        }
    }

    @Override
    public boolean taskLeftPending(String loop, String name, StackTraceElement[] stack, @Nullable Throwable origin) {
        return power.isOn()
                && options.detectorEnabled("future-dropped")
                && queue.offer(
                        new TaskLeftPending(loop, Thread.currentThread().getName(), name, List.of(stack), origin));
    }

    @Override
    public boolean followsFutures() {
        return power.isOn() && options.detectorEnabled("future-dropped");
    }

    @Override
    public void futureDropped(String loop, String kind, @Nullable Throwable origin, @Nullable Throwable added) {
        if (power.isOn()) {
            queue.offer(new FutureDropped(loop, kind, origin, added, Instant.now()));
        }
    }

    @Override
    public boolean unclosed(String kind, String detail, String loop, boolean isCollected, @Nullable Throwable origin) {
        return power.isOn()
                && options.detectorEnabled("unclosed-resource")
                && queue.offer(
                        new Unclosed(kind, detail, loop, Thread.currentThread().getName(), isCollected, origin));
    }

    @Override
    public @Nullable Object cancellationThrown(String task, @Nullable Throwable origin) {
        CancellationListener listener = cancellations;
        return listener == null || !power.isOn() ? null : listener.thrown(task, new Throwable(), origin);
    }

    @Override
    public void awaitsCancelled(Object thrown) {
        CancellationListener listener = cancellations;
        if (listener != null) {
            listener.awaits(thrown);
        }
    }

    @Override
    public void cancellationSwallowed(Object thrown) {
        CancellationListener listener = cancellations;
        if (listener != null) {
            listener.swallowed(thrown);
        }
    }

    @Override
    public void wrongThread(Object loop, String operation, String alternative, Throwable refusal) {
        if (!power.isOn()) {
            return;
        }
        LoopscopeThread thread = running(loop);
        String name = thread == null ? "" : thread.name;
        queue.offer(new WrongThread(
                name,
                thread == null ? "" : thread.thread.getName(),
                Thread.currentThread().getName(),
                operation,
                alternative,
                refusal));
    }

    @Override
    public void swingChanges(Object changed) {
        if (power.isOn() && SwingUse.isInUse(changed) && !SwingUse.isEventThread()) {
            queue.offer(new SwingTouched(
                    Thread.currentThread().getName(), eventThread(), SwingUse.isModel(changed), new Throwable()));
        }
    }

    private static String eventThread() {
        for (LoopscopeThread watched : LoopscopeProbes.watched()) {
            if (watched != null && watched.family.equals("swing")) {
                return watched.name;
            }
        }
        return "the event dispatch thread";
    }

    // A loop is itself, whatever its equals says.
    @SuppressWarnings("ReferenceEquality")
    private static @Nullable LoopscopeThread running(Object loop) {
        for (LoopscopeThread watched : LoopscopeProbes.watched()) {
            if (watched.loop == loop) {
                return watched;
            }
        }
        return null;
    }

    @Override
    public boolean selfDeadlock(
            @Nullable Object loop,
            String mistake,
            @Nullable String remedy,
            String @Nullable [] chain,
            boolean hung,
            Throwable refusal) {
        if (!power.isOn() || !options.detectorEnabled("self-deadlock")) {
            return false;
        }
        refusals.add(refusal);
        LoopscopeThread thread = loop == null ? LoopscopeProbes.current() : running(loop);
        Hold hold = hung && thread != null ? Watchdog.holdOf(thread, thread.sequenceOpaque()) : null;
        if (hold != null) {
            hold.explain();
        }
        return queue.offer(new SelfDeadlock(
                thread == null ? null : thread.name,
                Thread.currentThread().getName(),
                mistake,
                remedy,
                chain == null ? List.of() : List.of(chain),
                refusal,
                hold,
                System.nanoTime()));
    }

    @Override
    public boolean wantsOrigin() {
        return switch (creationTraces) {
            case ALL -> true;
            case OFF -> false;
            case SAMPLED -> power.isOn() && origins.get() > 0 && origins.decrementAndGet() >= 0;
        };
    }
}
