// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler a strand's virtual thread is made with. Every virtual thread the task's code starts inherits it, and so does
 * the JDK's poller of sockets when that code is the first to need it: all those belong to the JDK's own scheduler. They may
 * outlive the task, so the strand is let go of when it ends.
 */
final class StrandScheduler implements Executor {
    private final Executor others;
    private volatile @Nullable LoopStrand strand;
    /** The one object the JDK hands over whenever the strand's thread can go on. */
    private volatile @Nullable Runnable own;

    StrandScheduler(LoopStrand strand, Executor others) {
        this.strand = strand;
        this.others = others;
    }

    /** The JDK, in any thread: a virtual thread can go on. The first call is from the start of the strand's own. */
    @Override
    @SuppressWarnings("ReferenceEquality") // which thread's it is
    public void execute(Runnable continuation) {
        Runnable known = own;
        if (known == null) {
            known = continuation;
            own = known;
        }
        LoopStrand mine = strand;
        if (continuation != known) {
            others.execute(continuation);
        } else if (mine != null) {
            mine.canGoOn(continuation);
        }
    }

    private static void nothing() {}

    /** The strand's thread has ended. */
    void release() {
        strand = null;
        own = StrandScheduler::nothing;
    }
}
