// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.invoke.MethodHandle;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads whose scheduler is the loop: a switch never leaves the loop's thread. Needs {@code java.lang} opened
 * (the launcher's manifest or {@code --add-opens java.base/java.lang=ALL-UNNAMED}), since the JDK has no public way to
 * name a scheduler.
 */
final class LoopEngine implements TaskEngine {
    private final MethodHandle newThread;
    /** For the virtual threads that a task starts: they inherit its scheduler, and are none of the loop's business. */
    private final Executor scheduler;

    private LoopEngine(MethodHandle newThread, Executor scheduler) {
        this.newThread = newThread;
        this.scheduler = scheduler;
    }

    /** Null where this does not work, which a try-out says better than a version number. */
    static @Nullable LoopEngine open() {
        MethodHandle newThread = VirtualThreads.withScheduler();
        Executor scheduler = VirtualThreads.scheduler();
        if (newThread == null || scheduler == null) {
            return null;
        }
        LoopEngine engine = new LoopEngine(newThread, scheduler);
        try {
            return engine.works() ? engine : null;
        } catch (Throwable failure) {
            Log.debug("Virtual threads cannot be scheduled by a loop in this JVM", failure);
            return null;
        }
    }

    /** For the try-out. */
    private static final class NoLoop implements Strand.Slot {
        @Override
        public void takeControl(Thread me) {}

        @Override
        public void leaveControl() {}

        @Override
        public void passControl(@Nullable Thread next) {}
    }

    /** Start, wait for others, suspend, resume, end. */
    private boolean works() {
        StringBuilder trail = new StringBuilder();
        LoopStrand[] strand = new LoopStrand[1];
        strand[0] = new LoopStrand(new NoLoop(), this, "self-test", () -> {
            trail.append('a');
            VirtualThreads.startTheirTimers(); // In here, since it may take a while, and a loop may be waiting.
            strand[0].suspend();
            trail.append('c');
        });
        strand[0].resume();
        trail.append('b');
        strand[0].resume();
        return trail.toString().equals("abc");
    }

    @Override
    public String name() {
        return "loop";
    }

    @Override
    public String description() {
        return "virtual threads scheduled by their loop";
    }

    @Override
    public Strand strand(EventLoop loop, String name, Runnable body) {
        return new LoopStrand(loop.thread, this, name, body);
    }

    /** For virtual threads that are not a task's. */
    Executor scheduler() {
        return scheduler;
    }

    Thread newThread(Executor scheduler, String name, Runnable body) {
        try {
            return (Thread) newThread.invokeExact(scheduler, name, 0, body);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("cannot create a virtual thread", e);
        }
    }
}
