// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's callback waits for a future. Should that be collected while it is pending, nobody will ever call it. Must never
 * refer to the future itself, and keeps nothing else alive; made only where an agent wants to know.
 */
final class Expected implements Runnable {
    /** Of a future that is done by something else which is followed: that one is to blame. */
    static final Expected ELSEWHERE = new Expected();

    private final WeakReference<EventLoop> loop;
    private final String name;
    private final String kind;
    private final @Nullable Throwable origin;
    private final @Nullable Throwable added;
    private volatile boolean settled;
    private Cleaner.@Nullable Cleanable registration;

    private Expected() {
        this.loop = new WeakReference<>(null);
        this.name = "";
        this.kind = "";
        this.origin = null;
        this.added = null;
        this.settled = true;
    }

    private Expected(LoopFuture<?> future, @Nullable Throwable added) {
        this.loop = new WeakReference<>(future.getLoop());
        this.name = future.getLoop().name();
        this.kind = future.kind();
        this.origin = future.origin();
        this.added = added;
    }

    /** Null where nobody wants to know. A task that has begun is held by its loop, which tells of it when it is closed. */
    static @Nullable Expected by(LoopFuture<?> future, @Nullable Throwable added) {
        if (future instanceof Task || !Boundary.followsFutures()) {
            return null;
        }
        Expected expected = new Expected(future, added);
        expected.registration = Collected.watch(future, expected);
        return expected;
    }

    /** The future is done, or nobody waits for it any more. Loop thread. */
    void settled() {
        settled = true;
        if (registration != null) {
            registration.clean();
        }
    }

    /** Cleaner thread once the future is collected, or whoever settles it. */
    @Override
    public void run() {
        EventLoop open = settled ? null : loop.get();
        if (open != null && !open.isClosed()) {
            Boundary.futureDropped(name, kind, origin, added);
        }
    }
}
