// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Loop thread only. Callbacks to run now, first in, first out. */
final class ReadyQueue {
    private final ArrayDeque<Handle> handles = new ArrayDeque<>();

    void add(Handle handle) {
        handles.add(handle);
    }

    /** The callback that runs now, between callbacks the next one. */
    @Nullable
    Handle peek() {
        return handles.peek();
    }

    /** Takes out what {@link #peek} gave, once it ran. */
    void remove() {
        handles.poll();
    }

    int size() {
        return handles.size();
    }

    boolean isEmpty() {
        return handles.isEmpty();
    }

    /** When nobody runs the loop any more: reports that were under way are made, the rest is dropped. */
    void clear(ExceptionReports reports) {
        for (Handle handle = handles.poll(); handle != null; handle = handles.poll()) {
            if (handle instanceof ReportHandle waiting) {
                reports.log(waiting.report);
            }
        }
    }
}
