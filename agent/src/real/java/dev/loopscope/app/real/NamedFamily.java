// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An executor's one thread, which is a loop for who says so, beside one which is none. */
final class NamedFamily implements Family {
    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "my-loop-1"));
    private final ExecutorService workers = Executors.newSingleThreadExecutor(task -> new Thread(task, "my-worker-1"));

    NamedFamily() {}

    @Override
    public void onReady(Runnable work) {
        loop.execute(work);
    }

    @Override
    public void onTask(Runnable work) {
        loop.execute(work);
    }

    @Override
    public void otherwise() throws Exception {
        workers.submit(LoopHandlers::nap).get();
    }

    @Override
    public void end() {
        workers.shutdown();
        loop.shutdown();
    }
}
