// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads that run loops now, in a table the bridge can look a thread up in with one read. Any thread may register; the
 * table is rebuilt each time, which happens as often as loops start.
 */
public final class LoopThreads {
    private static final int SMALLEST = 64;
    /** Where a table without collisions would be absurd; then the youngest thread that collides stays unwatched. */
    private static final int LARGEST = 1 << 16;

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
        if (isOff) {
            LoopscopeProbes.publish(new LoopscopeThread[SMALLEST]);
            return;
        }
        for (int size = SMALLEST; size <= LARGEST; size <<= 1) {
            LoopscopeThread[] table = new LoopscopeThread[size];
            if (fill(table) || size == LARGEST) {
                LoopscopeProbes.publish(table);
                return;
            }
        }
    }

    private boolean fill(LoopscopeThread[] table) {
        boolean complete = true;
        for (LoopscopeThread watched : threads) {
            int slot = (int) LoopscopeThread.idOf(watched.thread) & (table.length - 1);
            if (table[slot] == null) {
                table[slot] = watched;
            } else {
                complete = false;
            }
        }
        return complete;
    }
}
