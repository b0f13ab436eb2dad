// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.TimerHandle;

/** Our loop. */
final class OwnEngine extends Engine {
    final EventLoop loop = EventLoop.open("measured");
    private final Thread thread = new Thread(loop::runForever, "measured");

    OwnEngine() {
        thread.start();
    }

    @Override
    void post(Runnable callback) {
        loop.callSoonThreadSafe(callback);
    }

    @Override
    void soon(Runnable callback) {
        loop.callSoon(callback);
    }

    @Override
    Object later(long nanos, Runnable callback) {
        return loop.callAt(loop.nanoTime() + nanos, callback);
    }

    @Override
    void cancel(Object timer) {
        ((TimerHandle) timer).cancel();
    }

    @Override
    public void close() {
        loop.callSoonThreadSafe(loop::stop);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        loop.close();
    }
}
