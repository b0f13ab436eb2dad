// SPDX-License-Identifier: Apache-2.0
package java.lang;

/**
 * How deep a thread is in methods of Swing's that change something: only the outermost is one that somebody has called. Of
 * the event thread, whose business all of that is, nothing is kept.
 */
final class LoopscopeSwing {
    private static final String EVENT_THREAD = "java.awt.EventDispatchThread";
    private static final ThreadLocal<int[]> DEPTH = new ThreadLocal<>();

    private LoopscopeSwing() {}

    /** Whether the current thread is not the event thread, and was in no such method before. */
    static boolean enter() {
        if (isEventThread()) {
            return false;
        }
        int[] depth = DEPTH.get();
        if (depth == null) {
            DEPTH.set(new int[] {1});
            return true;
        }
        depth[0]++;
        return false;
    }

    static void exit() {
        if (!isEventThread()) {
            int[] depth = DEPTH.get();
            if (depth != null && --depth[0] == 0) {
                DEPTH.remove();
            }
        }
    }

    private static boolean isEventThread() {
        return EVENT_THREAD.equals(Thread.currentThread().getClass().getName());
    }
}
