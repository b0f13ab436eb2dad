// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** What failed in the first place: futures wrap each other's exceptions. Any thread. */
public final class RootException {
    /** A cycle of causes must not hang the thread that fails. */
    private static final int WRAPPERS = 16;

    private RootException() {}

    /** The exception inside those that futures put around it. */
    public static Throwable of(Throwable exception) {
        Throwable root = exception;
        for (int i = 0; i < WRAPPERS; i++) {
            if (!(root instanceof CompletionException || root instanceof ExecutionException)) {
                break;
            }
            Throwable cause = causeOf(root);
            if (cause == null) {
                break;
            }
            root = cause;
        }
        return root;
    }

    /** What it was caused by; null too when its {@code getCause} fails. */
    // Whatever a user's getCause throws is not the agent's failure.
    @SuppressWarnings("CatchingUnchecked")
    public static @Nullable Throwable causeOf(Throwable exception) {
        try {
            return exception.getCause();
        } catch (Throwable t) {
            return null;
        }
    }

    /** Whether it only says that somebody wanted the work to end. */
    public static boolean isCancellation(Throwable root) {
        return root instanceof CancellationException
                || root instanceof InterruptedException
                || causeOf(root) instanceof InterruptedException;
    }
}
