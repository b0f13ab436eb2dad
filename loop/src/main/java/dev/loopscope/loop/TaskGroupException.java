// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.List;

/**
 * What went wrong in a {@link TaskGroup}: every exception, in the order they came. The first is the cause, the others are
 * suppressed exceptions, so that a log shows them all.
 *
 * <p>asyncio: {@code ExceptionGroup}.
 */
public final class TaskGroupException extends RuntimeException {
    private final transient List<Throwable> exceptions;

    TaskGroupException(List<Throwable> exceptions) {
        super(
                "unhandled errors in a TaskGroup (" + exceptions.size()
                        + (exceptions.size() == 1 ? " sub-exception)" : " sub-exceptions)"),
                exceptions.get(0));
        this.exceptions = List.copyOf(exceptions);
        exceptions.stream().skip(1).forEach(this::addSuppressed);
    }

    /** All of them, never empty. Any thread. */
    public List<Throwable> exceptions() {
        return exceptions;
    }
}
