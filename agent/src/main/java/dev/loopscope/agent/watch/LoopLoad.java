// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

/**
 * How busy a loop is, and how late what it is given begins, over the last ten to twenty seconds, as the watchdog's looks show
 * it. Looks come at moments that have nothing to do with the loop's, as work does that is given to it. So the share of
 * looks that find it busy is the share of time it is, and how long it has been at something when looked at is, on the
 * average, as long as work that comes then waits. The watchdog writes; any thread reads.
 */
public final class LoopLoad {
    /** Two of these are kept, the one that runs and the one before. Nanoseconds. */
    private static final long WINDOW = 10_000_000_000L;

    private final Window current = new Window();
    private final Window previous = new Window();
    private long startNanos;

    private static final class Window {
        long looks;
        long busy;
        long lag;
        long worst;

        void take(Window other) {
            looks = other.looks;
            busy = other.busy;
            lag = other.lag;
            worst = other.worst;
        }

        void clear() {
            take(new Window());
        }
    }

    /** @param lagNanos for how long the loop has been at what it does */
    synchronized void looked(long nowNanos, boolean isBusy, long lagNanos) {
        forgetBefore(nowNanos);
        current.looks++;
        current.busy += isBusy ? 1 : 0;
        current.lag += Math.max(0, lagNanos);
        current.worst = Math.max(current.worst, lagNanos);
    }

    private void forgetBefore(long nowNanos) {
        if (current.looks == 0) {
            startNanos = nowNanos;
        } else if (nowNanos - startNanos >= 2 * WINDOW) {
            previous.clear();
            current.clear();
            startNanos = nowNanos;
        } else if (nowNanos - startNanos >= WINDOW) {
            previous.take(current);
            current.clear();
            startNanos = nowNanos;
        }
    }

    /** The part of its time the loop runs callbacks, 0 to 100. */
    public synchronized double busyPercent() {
        long looks = current.looks + previous.looks;
        return looks == 0 ? 0 : 100.0 * (current.busy + previous.busy) / looks;
    }

    /** How long work waited on the average. */
    public synchronized double meanLagNanos() {
        long looks = current.looks + previous.looks;
        return looks == 0 ? 0 : (double) (current.lag + previous.lag) / looks;
    }

    /** How long work waited at worst, less a tick of the watchdog at most. */
    public synchronized long worstLagNanos() {
        return Math.max(current.worst, previous.worst);
    }
}
