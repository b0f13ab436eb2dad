// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Events on their way to the application's log, which may not be there yet, may be slow, or may hang: how many may wait, how
 * long, and how many go a second. One thread writes, and says how far it is with the one it has in hand; any thread asks.
 */
final class WaitingEvents {
    /** How long what has been found may wait for a log, and an appender may hold up the rest. Nanoseconds. */
    private static final long PATIENCE = 5_000_000_000L;

    private static final int MOST = 1_000;
    private static final int PER_SECOND = 10;
    private static final long SECOND = 1_000_000_000L;

    /** Where the thread that writes is. */
    private enum Stage {
        IDLE,
        IN_THE_LOG,
        BESIDE_IT
    }

    private final LongSupplier nanoClock;
    private final ArrayDeque<Event> waiting = new ArrayDeque<>();
    private @Nullable Event inHand;
    private Stage stage = Stage.IDLE;
    private long inTheLogSinceNanos;
    private boolean hasFinding;
    private long patienceEndsNanos;
    private int budget = PER_SECOND;
    private long refilledNanos;
    private long dropped;
    private boolean isHurried;

    WaitingEvents(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        refilledNanos = nanoClock.getAsLong();
    }

    synchronized void add(Event event, boolean isFinding) {
        if (isFinding ? !hasFinding : !hasFinding && waiting.isEmpty()) {
            patienceEndsNanos = nanoClock.getAsLong() + PATIENCE;
        }
        hasFinding |= isFinding;
        if (waiting.size() < MOST) {
            waiting.add(event);
        } else {
            dropped++;
        }
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Whether it is better to wait than to have no log, or one that may be set up anew. */
    synchronized boolean canWait() {
        return !isHurried && nanoClock.getAsLong() - patienceEndsNanos < 0;
    }

    /** Whether one may be written; if so, the thread that writes has turned to the log. */
    synchronized boolean begin() {
        long now = nanoClock.getAsLong();
        if (now - refilledNanos >= SECOND) {
            refilledNanos = now;
            budget = PER_SECOND;
        }
        if (waiting.isEmpty() || (budget == 0 && !isHurried)) {
            return false;
        }
        stage = Stage.IN_THE_LOG;
        inTheLogSinceNanos = now;
        return true;
    }

    /** The next one, to be written; null when it waits on. */
    synchronized @Nullable Event take(boolean hasLog) {
        if (!hasLog && canWait()) {
            return null;
        }
        inHand = waiting.poll();
        budget--;
        return inHand;
    }

    /** The thread that writes is back from the log; what it has in hand and now has to say elsewhere, if anything. */
    synchronized @Nullable Event leave(boolean isWritten) {
        Event unwritten = isWritten ? null : inHand;
        inHand = unwritten;
        stage = unwritten == null ? Stage.IDLE : Stage.BESIDE_IT;
        return unwritten;
    }

    /** And has said it. */
    synchronized void said() {
        inHand = null;
        stage = Stage.IDLE;
    }

    /** Takes out what an appender has held up for long. */
    synchronized List<Event> heldUp() {
        if (stage != Stage.IN_THE_LOG || nanoClock.getAsLong() - inTheLogSinceNanos < PATIENCE) {
            return List.of();
        }
        return takeAll();
    }

    /** The end is near: nothing waits any more, whatever it would wait for. */
    synchronized void hurry() {
        isHurried = true;
        if (dropped > 0) {
            waiting.add(Event.warning(dropped + " events did not fit the log's waiting list"));
            dropped = 0;
        }
    }

    synchronized boolean isDone() {
        return waiting.isEmpty() && stage == Stage.IDLE;
    }

    /** Takes out all that the log has not taken, the one in hand as well; nothing if it is not the log that hangs. */
    synchronized List<Event> giveUp() {
        if (stage == Stage.BESIDE_IT) {
            return List.of();
        }
        Event half = inHand;
        if (half != null) {
            waiting.addFirst(half);
            inHand = null;
        }
        return takeAll();
    }

    private List<Event> takeAll() {
        List<Event> events = new ArrayList<>(waiting);
        waiting.clear();
        return events;
    }
}
