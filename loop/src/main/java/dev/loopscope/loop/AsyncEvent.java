// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A flag that tasks of one loop wait for. Loop thread only.
 *
 * <p>asyncio: {@code Event}.
 */
public final class AsyncEvent {
    private final LoopBinding binding = new LoopBinding("AsyncEvent");
    private final Set<LoopFuture<@Nullable Void>> line = LoopBinding.line();
    private boolean set;

    /** A flag that is not set. May be made anywhere; belongs to the loop whose tasks first wait for it. */
    public AsyncEvent() {}

    /** Waits until it is set; at once if it is. Who waited when it was set goes on even if it is cleared meanwhile. */
    public Coroutine<@Nullable Void> waitUntilSet() {
        return Coroutine.ofVoid(() -> {
            Task.requireCurrent("AsyncEvent.waitUntilSet");
            if (set) {
                return;
            }
            LoopFuture<@Nullable Void> place = binding.joinLine(line);
            try {
                place.await();
            } finally {
                line.remove(place);
            }
        });
    }

    /**
     * Sets it and wakes all who wait. Calling again is harmless.
     *
     * @throws IllegalStateException on a foreign thread
     */
    public void set() {
        binding.check("set");
        set = true;
        for (LoopFuture<@Nullable Void> place : line) {
            if (!place.isDone()) {
                place.succeed(null);
            }
        }
    }

    /** Clears it. */
    public void clear() {
        binding.check("clear");
        set = false;
    }

    /** Whether it is set. */
    public boolean isSet() {
        return set;
    }

    /** For logs, {@code <AsyncEvent unset waiters=2>}. */
    @Override
    public String toString() {
        return "<AsyncEvent " + (set ? "set" : "unset") + (line.isEmpty() ? "" : " waiters=" + line.size()) + ">";
    }
}
