// SPDX-License-Identifier: Apache-2.0
package java.lang;

/**
 * What woven code calls to tell of mistakes that no clock is needed to know: a loop is left with an exception, a wait is
 * refused, a foreign thread touches what is the loop's, something is left open. And of what the bundled loop does that may
 * turn out to be one: a coroutine is made, a task is told that it is cancelled.
 *
 * <p>Lives where {@link LoopscopeProbes} does, for the same reasons and under the same restrictions, and counts its failures
 * there.
 */
public final class LoopscopeMistakeProbes {
    private static LoopscopeMistakeFacts facts;

    private LoopscopeMistakeProbes() {}

    /** Any thread. Null switches every probe off. */
    public static void listen(LoopscopeMistakeFacts listener) {
        facts = listener;
    }

    // ---- what other loops tell --------------------------------------------------------------------------------------

    /** What the current thread's loop has called threw, and the loop is left with the exception. */
    public static void callbackThrew(Throwable exception) {
        LoopscopeMistakeFacts listener = facts;
        LoopscopeThread thread = listener == null ? null : LoopscopeProbes.current();
        if (thread != null) {
            try {
                listener.callbackThrew(thread, exception);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    /** As {@link #callbackThrew}, of a loop that passes it on to its thread's handler, which the application may have set. */
    public static void uncaught(Thread thread, Throwable exception) {
        try {
            ThreadGroup group = thread.getThreadGroup();
            if (thread.getUncaughtExceptionHandler() == group
                    && group.getClass() == ThreadGroup.class
                    && Thread.getDefaultUncaughtExceptionHandler() == null) {
                callbackThrew(exception);
            }
        } catch (Throwable t) {
            LoopscopeProbes.failed(t);
        }
    }

    // ---- what a bundled loop tells ----------------------------------------------------------------------------------

    public static boolean callbackFailed(Object loop, Object callback, Throwable exception, Throwable origin) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.callbackFailed(loop, callback, exception, origin);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
        return false;
    }

    public static boolean neverRetrieved(String kind, Throwable exception, Throwable origin) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.neverRetrieved(kind, exception, origin);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
        return false;
    }

    public static Object coroutineMade(Object coroutine, Class<?> code) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.coroutineMade(coroutine, code);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
        return null;
    }

    public static void coroutineStarted(Object made) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                listener.coroutineStarted(made);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    public static boolean taskLeftPending(String loop, String name, StackTraceElement[] stack, Throwable origin) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.taskLeftPending(loop, name, stack, origin);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
        return false;
    }

    public static boolean followsFutures() {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.followsFutures();
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
        return false;
    }

    public static boolean unclosed(String kind, String detail, String loop, boolean isCollected, Throwable origin) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.unclosed(kind, detail, loop, isCollected, origin);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
        return false;
    }

    public static void futureDropped(String loop, String kind, Throwable origin, Throwable added) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                listener.futureDropped(loop, kind, origin, added);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    public static Object cancellationThrown(String task, Throwable origin) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.cancellationThrown(task, origin);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
        return null;
    }

    public static void awaitsCancelled(Object thrown) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                listener.awaitsCancelled(thrown);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    public static void cancellationSwallowed(Object thrown) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                listener.cancellationSwallowed(thrown);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    public static void wrongThread(Object loop, String operation, String alternative, Throwable refusal) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                listener.wrongThread(loop, operation, alternative, refusal);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
    }

    public static boolean selfDeadlock(
            Object loop, String mistake, String remedy, String[] chain, boolean hung, Throwable refusal) {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                return listener.selfDeadlock(loop, mistake, remedy, chain, hung, refusal);
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
        return false;
    }

    public static Throwable origin() {
        LoopscopeMistakeFacts listener = facts;
        if (listener != null) {
            try {
                // Made here, so that the frames above the site are all java.lang's.
                return listener.wantsOrigin() ? new Throwable() : null;
            } catch (Throwable t) {
                LoopscopeProbes.failed(t);
            }
        }
        return null;
    }

    // ---- waits that a library refuses -------------------------------------------------------------------------------

    /** A library has refused to let a loop's thread wait; elsewhere that is nobody's loop. */
    public static void waitRefused(Throwable refusal, String mistake) {
        if (LoopscopeProbes.current() != null) {
            selfDeadlock(null, mistake, null, null, false, refusal);
        }
    }

    /** As above, where the same method may throw for other reasons: it is one only with these words in its message. */
    public static void waitRefused(Throwable thrown, String words, String mistake) {
        LoopscopeThread thread = LoopscopeProbes.current();
        if (thread != null && LoopscopeProbes.says(thread, thrown, words)) {
            selfDeadlock(null, mistake, null, null, false, thrown);
        }
    }

    // ---- Swing ------------------------------------------------------------------------------------------------------

    /** A method of Swing's begins of which it does not matter who calls it, nor what it calls in turn. */
    public static void swingBuilding() {
        try {
            LoopscopeSwing.enter();
        } catch (Throwable t) {
            LoopscopeProbes.failed(t);
        }
    }

    /** A method of Swing's begins that changes a component or model. */
    public static void swingEntered(Object changed) {
        LoopscopeMistakeFacts listener = facts;
        try {
            if (LoopscopeSwing.enter() && listener != null) {
                listener.swingChanges(changed);
            }
        } catch (Throwable t) {
            LoopscopeProbes.failed(t);
        }
    }

    public static void swingExited() {
        try {
            LoopscopeSwing.exit();
        } catch (Throwable t) {
            LoopscopeProbes.failed(t);
        }
    }
}
