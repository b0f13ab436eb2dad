// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an exception handler is told: a message and, under asyncio's keys, whatever else is known. Immutable; any
 * thread.
 *
 * <p>asyncio: the {@code context} dictionary of {@code call_exception_handler}.
 */
public final class ExceptionContext {
    /** The {@link Throwable}, when there is one. */
    public static final String EXCEPTION = "exception";
    /** The {@link Handle} whose callback failed. */
    public static final String HANDLE = "handle";
    /** The {@link LoopFuture} whose exception was never retrieved. */
    public static final String FUTURE = "future";
    /** The {@link Task} concerned. */
    public static final String TASK = "task";
    /** The {@link Transport} concerned. */
    public static final String TRANSPORT = "transport";
    /** The {@link Protocol} concerned. */
    public static final String PROTOCOL = "protocol";
    /** The address of the listening socket concerned. */
    public static final String SOCKET = "socket";
    /** A Throwable whose stack trace is the creation site of the object concerned, while an agent asks for sites. */
    public static final String SOURCE_TRACEBACK = "source_traceback";
    /** The same for the handle that was running, when the object concerned has no site of its own. */
    public static final String HANDLE_TRACEBACK = "handle_traceback";
    /** The original context, when an exception handler itself failed. */
    public static final String CONTEXT = "context";

    private final String message;
    private final SortedMap<String, Object> values;

    private ExceptionContext(String message, SortedMap<String, Object> values) {
        this.message = message;
        this.values = Collections.unmodifiableSortedMap(values);
    }

    /** A context with only a message, a sentence for the log. */
    public static ExceptionContext of(String message) {
        return new ExceptionContext(message, new TreeMap<>());
    }

    /** A context with a message and the exception it is about. */
    public static ExceptionContext of(String message, Throwable exception) {
        return of(message).with(EXCEPTION, exception);
    }

    /** This context and one more value; null leaves it as it is. Keys of the caller's own are welcome. */
    public ExceptionContext with(String key, @Nullable Object value) {
        if (value == null) {
            return this;
        }
        SortedMap<String, Object> more = new TreeMap<>(values);
        more.put(key, value);
        return new ExceptionContext(message, more);
    }

    /** What happened, in one sentence. */
    public String message() {
        return message;
    }

    /** The exception, null when the report is not about one. */
    public @Nullable Throwable exception() {
        return (Throwable) values.get(EXCEPTION);
    }

    /** The value under a key, null when there is none. */
    public @Nullable Object get(String key) {
        return values.get(key);
    }

    /** All values in the order of their keys; unmodifiable. */
    public SortedMap<String, Object> values() {
        return values;
    }

    /**
     * The text the default handler logs: the message, then a line for each value in the order of the keys, creation
     * sites as stack traces. The exception is left out; it goes to the log as an exception. User objects appear by
     * class.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(message);
        values.forEach((key, value) -> {
            if (key.equals(SOURCE_TRACEBACK) && value instanceof Throwable origin) {
                text.append("\nObject created at (most recent call first):").append(Origin.trace(origin));
            } else if (key.equals(HANDLE_TRACEBACK) && value instanceof Throwable origin) {
                text.append("\nHandle created at (most recent call first):").append(Origin.trace(origin));
            } else if (!key.equals(EXCEPTION)) {
                text.append('\n').append(key).append(": ").append(Describe.value(value));
            }
        });
        return text.toString();
    }
}
