// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.neverawaited;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some of the coroutine objects that wait to be started, linked through themselves. Any thread. */
final class Shelf {
    private static final int ROOM = 4096;

    // guarded by this
    private @Nullable Unstarted first;
    private int size;

    /** False when it is full. */
    synchronized boolean add(Unstarted added) {
        if (size == ROOM) {
            return false;
        }
        size++;
        Unstarted second = first;
        added.next = second;
        if (second != null) {
            second.previous = added;
        }
        first = added;
        return true;
    }

    /** False when it was taken off before. */
    synchronized boolean remove(Unstarted removed) {
        Unstarted before = removed.previous;
        Unstarted after = removed.next;
        if (before == null && first != removed) {
            return false;
        }
        size--;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after != null) {
            after.previous = before;
        }
        removed.previous = null;
        removed.next = null;
        return true;
    }

    synchronized List<Unstarted> all() {
        List<Unstarted> all = new ArrayList<>(size);
        for (Unstarted unstarted = first; unstarted != null; unstarted = unstarted.next) {
            all.add(unstarted);
        }
        return all;
    }
}
