// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place where so many tasks of one loop wait for each other: the last to come lets them all go on, and the barrier can be
 * used again once they have. A task that is cancelled while it waits just leaves. Loop thread only.
 *
 * <p>asyncio: {@code Barrier}.
 */
public final class AsyncBarrier {
    /*
     *            .------------ the last of them has left -------------.
     *            v                                                    |
     *         FILLING -- the last has come --> DRAINING --------------+
     *            |  '--- reset, with waiters --> RESETTING -----------'
     *            '------ abort, from any state --> BROKEN -- reset --> FILLING, or RESETTING while some have not left
     *
     *  Newcomers wait outside while it drains or resets.
     */
    private enum State {
        FILLING,
        DRAINING,
        RESETTING,
        BROKEN
    }

    private final LoopBinding binding = new LoopBinding("AsyncBarrier");
    private final Set<LoopFuture<@Nullable Void>> line = LoopBinding.line();
    private final Set<LoopFuture<@Nullable Void>> newcomers = LoopBinding.line();
    private final int parties;
    private State state = State.FILLING;
    /** Tasks that have come and not left yet. */
    private int inside;

    private AsyncBarrier(int parties) {
        if (parties <= 0) {
            throw new IllegalArgumentException("parties must be > 0: " + parties);
        }
        this.parties = parties;
    }

    /** A barrier for so many tasks. May be made anywhere; belongs to the loop whose tasks first wait for it. */
    public static AsyncBarrier of(int parties) {
        return new AsyncBarrier(parties);
    }

    /**
     * Waits until as many tasks wait as there are parties, and gives this one's place among them: from 0 for the first to
     * come up to {@code parties - 1}. The coroutine fails with {@link BarrierBrokenException} if the barrier is aborted, or
     * is reset meanwhile.
     */
    public Coroutine<Integer> waitForAll() {
        return Coroutine.of(this::pass);
    }

    /**
     * Makes it empty and whole again. Who waits gets a {@link BarrierBrokenException}; who comes later waits for the next
     * time it is full.
     *
     * @throws IllegalStateException on a foreign thread
     */
    public void reset() {
        binding.check("reset");
        if (inside > 0) {
            state = State.RESETTING;
            wakeAll(line);
        } else {
            beginAgain();
        }
    }

    /**
     * Breaks it: who waits, and who comes, gets a {@link BarrierBrokenException}, until {@link #reset()}. For a task that
     * cannot do its part. Calling again is harmless.
     *
     * @throws IllegalStateException on a foreign thread
     */
    public void abort() {
        binding.check("abort");
        state = State.BROKEN;
        wakeAll(line);
        wakeAll(newcomers);
    }

    /** How many tasks it takes. */
    public int parties() {
        return parties;
    }

    /** How many tasks wait for the others. */
    public int waiting() {
        return state == State.FILLING ? inside : 0;
    }

    /** Whether {@link #abort()} was called and {@link #reset()} was not. */
    public boolean isBroken() {
        return state == State.BROKEN;
    }

    /** For logs, {@code <AsyncBarrier filling waiters=1/3>}. */
    @Override
    public String toString() {
        return "<AsyncBarrier " + state.name().toLowerCase(Locale.ROOT) + " waiters=" + waiting() + "/" + parties + ">";
    }

    private int pass() {
        Task.requireCurrent("AsyncBarrier.waitForAll");
        while (state == State.DRAINING || state == State.RESETTING) {
            wait(newcomers);
        }
        if (state == State.BROKEN) {
            throw new BarrierBrokenException("Barrier aborted: " + this);
        }
        int place = inside++;
        try {
            if (inside == parties) {
                state = State.DRAINING;
                wakeAll(line);
            } else {
                wait(line);
                if (state != State.DRAINING) {
                    throw new BarrierBrokenException("Abort or reset of barrier: " + this);
                }
            }
            return place;
        } finally {
            leave();
        }
    }

    private void wait(Set<LoopFuture<@Nullable Void>> line) {
        LoopFuture<@Nullable Void> place = binding.joinLine(line);
        try {
            place.await();
        } finally {
            line.remove(place);
        }
    }

    private void leave() {
        inside--;
        if (inside == 0 && (state == State.DRAINING || state == State.RESETTING)) {
            beginAgain();
        }
    }

    private void beginAgain() {
        state = State.FILLING;
        wakeAll(newcomers);
    }

    private static void wakeAll(Set<LoopFuture<@Nullable Void>> line) {
        while (LoopBinding.wakeNext(line)) {
            // Each call wakes one.
        }
    }
}
