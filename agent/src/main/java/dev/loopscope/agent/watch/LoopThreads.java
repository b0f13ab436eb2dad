// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run loops now, in the order in which they became known. Any thread may register; the bridge is told all of
 * them anew each time, which happens as often as loops start.
 */
public final class LoopThreads {
    private static final LoopscopeThread[] NONE = {};

    private final List<LoopscopeThread> threads = new ArrayList<>();
    private boolean isOff;

    /** Watches a thread; one that is watched already keeps what it had, unless that was by its name only. */
    public synchronized boolean add(LoopscopeThread added) {
        for (int i = 0; i < threads.size(); i++) {
            LoopscopeThread known = threads.get(i);
            if (known.thread == added.thread) {
                if (known.hasBoundaries || !added.hasBoundaries) {
                    return false;
                }
                threads.remove(i);
                break;
            }
        }
        threads.add(added);
        publish();
        return true;
    }

    /** Stops watching a thread; one that is not watched is no error. */
    public synchronized void remove(Thread thread) {
        for (int i = 0; i < threads.size(); i++) {
            if (threads.get(i).thread == thread) {
                LoopscopeThread removed = threads.remove(i);
                publish();
                LoopscopeProbes.unshare(removed);
                return;
            }
        }
    }

    /** Looks at no thread any more, or again at all of them, knowing nothing of what they do at the moment. */
    public synchronized void watch(boolean on) {
        if (isOff == !on) {
            return;
        }
        isOff = !on;
        for (int i = 0; i < threads.size(); i++) {
            LoopscopeThread known = threads.get(i);
            LoopscopeProbes.unshare(known);
            threads.set(
                    i, new LoopscopeThread(known.thread, known.family, known.loop, known.name, known.hasBoundaries));
        }
        publish();
    }

    /** What is known now, in the order in which it became known. */
    public synchronized List<LoopscopeThread> all() {
        return List.copyOf(threads);
    }

    /** What is known of a thread, or null. */
    public synchronized @Nullable LoopscopeThread find(Thread thread) {
        for (LoopscopeThread known : threads) {
            if (known.thread == thread) {
                return known;
            }
        }
        return null;
    }

    private void publish() {
        LoopscopeProbes.publish(isOff ? NONE : threads.toArray(NONE));
    }
}
