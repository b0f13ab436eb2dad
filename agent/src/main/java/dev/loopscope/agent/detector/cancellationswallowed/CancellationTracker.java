// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.cancellationswallowed;

import dev.loopscope.agent.fact.CancellationListener;
import dev.loopscope.agent.fact.CancellationSwallowed;
import dev.loopscope.agent.fact.FactQueue;
import org.jspecify.annotations.Nullable;

/** Follows tasks from when their code is told of a cancellation until they have dealt with it. */
final class CancellationTracker implements CancellationListener {
    private final FactQueue facts;

    CancellationTracker(FactQueue facts) {
        this.facts = facts;
        // No loop's thread has to load the classes.
        fact(new Cancellation("", "", new Throwable(), null), true);
    }

    @Override
    public Object thrown(String task, Throwable place, @Nullable Throwable origin) {
        LoopscopeThread running = LoopscopeProbes.current();
        return new Cancellation(running == null ? "" : running.name, task, place, origin);
    }

    @Override
    public void awaits(Object thrown) {
        Cancellation cancellation = (Cancellation) thrown;
        if (cancellation.carriesOn()) {
            facts.offer(fact(cancellation, false));
        }
    }

    @Override
    public void swallowed(Object thrown) {
        Cancellation cancellation = (Cancellation) thrown;
        if (!cancellation.isTold()) {
            facts.offer(fact(cancellation, true));
        }
    }

    private static CancellationSwallowed fact(Cancellation cancellation, boolean isOver) {
        return new CancellationSwallowed(
                cancellation.loop,
                Thread.currentThread().getName(),
                cancellation.task,
                cancellation.place,
                isOver,
                cancellation.origin);
    }
}
