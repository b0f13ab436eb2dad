// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.demo.scenario;

import dev.loopscope.demo.Scenario;
import dev.loopscope.demo.Stage;
import dev.loopscope.loop.EventLoop;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * Shows {@code loop-stalled} and the {@code slow-callback} that closes it: a callback blocks nothing, it only computes, but
 * for so long that all others wait. Cut into pieces, the same work lets them in between.
 */
public final class SlowCallback implements Scenario {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /** Milliseconds of processor time, so that it is as much work on a busy machine. */
    private static final long WORK = 300;

    private static final long PIECE = 10;

    @Override
    public String name() {
        return "slow-callback";
    }

    @Override
    public String summary() {
        return "a callback computes for too long";
    }

    @Override
    public void show(Stage stage) throws Exception {
        stage.wrong("a callback computes all of a large report", loop -> {
            loop.callSoon(() -> computeReport(WORK));
            loop.callSoon(loop::stop);
            loop.runForever();
        });

        stage.right("each callback computes a piece and schedules the next one", loop -> {
            loop.callSoon(() -> computePieces(loop, WORK));
            loop.runForever();
        });
    }

    private static void computePieces(EventLoop loop, long left) {
        if (left > 0) {
            computeReport(PIECE);
            loop.callSoon(() -> computePieces(loop, left - PIECE));
        } else {
            loop.stop();
        }
    }

    private static double computeReport(long millis) {
        long end = THREADS.getCurrentThreadCpuTime() + millis * 1_000_000;
        double sum = 0;
        while (THREADS.getCurrentThreadCpuTime() < end) {
            for (int i = 0; i < 1_000_000; i++) {
                sum += Math.sqrt(i);
            }
        }
        return sum;
    }
}
