// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@link ContextVariable}s, as one flow of code sees them. Immutable; any thread.
 *
 * <p>Every callback and every task has a context of its own. It begins as that of the code which scheduled it, and what it
 * sets from there on is its own: neither the scheduler nor its other callbacks see it. A task keeps its values over its
 * awaits, a reader or writer of a channel from one call to the next. Work in an executor runs in a copy of the caller's
 * context. Outside loops each thread has one.
 *
 * <p>asyncio: {@code contextvars.Context}; {@link #current()} is {@code copy_context()}. One difference: this is a value.
 * Code that is run in a context may set variables, and they are gone when it has ended; what a task or a handle has set is
 * in its {@code getContext()}.
 */
public final class Context {
    private static final Context EMPTY = new Context(new Object[0]);
    private static final ThreadLocal<Context> OF_THREAD = ThreadLocal.withInitial(() -> EMPTY);
    /**
     * Set when the first context with a value is made, whatever becomes of it; until then there is nothing to look for, so
     * that who uses no variables pays one load. Plain: a thread that runs in a context of another's making was handed it,
     * and sees this with it.
     */
    private static boolean inUse;

    /** Variables and values in turn. Few: a copy is cheaper than a tree. */
    private final @Nullable Object[] entries;

    private Context(@Nullable Object[] entries) {
        this.entries = entries;
    }

    /** A context without values. */
    public static Context empty() {
        return EMPTY;
    }

    /** The context of the code that calls this. */
    public static Context current() {
        if (!inUse) {
            return EMPTY;
        }
        Handle place = place();
        return place == null ? OF_THREAD.get() : place.getContext();
    }

    /**
     * Runs code in this context, here and now; then the caller's is back as it was. In any thread, callback or task, whose
     * code may also await.
     *
     * @return what the code returns; what it throws is thrown, a checked exception as the cause of a
     *     {@link java.util.concurrent.CompletionException}
     */
    public <T extends @Nullable Object> T run(Callable<? extends T> code) {
        try {
            return call(code);
        } catch (Exception e) {
            throw LoopFuture.unchecked(e);
        }
    }

    /** {@link #run} for code without a result. */
    public void runVoid(Coroutine.Action code) {
        run(() -> {
            code.run();
            return code;
        });
    }

    /** How many variables have a value here, defaults not counted. */
    public int size() {
        return entries.length / 2;
    }

    /** The values, by variable. Unmodifiable, in the order in which they were first set. */
    public Map<ContextVariable<?>, @Nullable Object> values() {
        Map<ContextVariable<?>, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            values.put((ContextVariable<?>) entries[i], entries[i + 1]);
        }
        return Collections.unmodifiableMap(values);
    }

    /** For logs, {@code <Context request user>}: names, never values. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("<Context");
        values().keySet().forEach(variable -> text.append(' ').append(variable.name()));
        return text.append('>').toString();
    }

    /** {@link #run} that throws checked exceptions as they are. */
    <T extends @Nullable Object> T call(Callable<? extends T> code) throws Exception {
        Context before = current();
        setCurrent(this);
        try {
            return code.call();
        } finally {
            setCurrent(before);
        }
    }

    /** Whose context {@link #current()} is: the handle that runs, which is a task's in a task; null outside loops. */
    static @Nullable Handle place() {
        EventLoop loop = EventLoop.currentOrNull();
        return loop == null ? null : loop.runningHandle();
    }

    static void setCurrent(Context context) {
        if (!inUse) {
            return;
        }
        Handle place = place();
        if (place != null) {
            place.setContext(context);
        } else if (context == EMPTY) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(context);
        }
    }

    /** The value under a variable, or the other object given. */
    @Nullable
    Object get(ContextVariable<?> variable, @Nullable Object otherwise) {
        int index = indexOf(variable);
        return index < 0 ? otherwise : entries[index + 1];
    }

    Context with(ContextVariable<?> variable, @Nullable Object value) {
        inUse = true;
        int index = indexOf(variable);
        @Nullable Object[] more = Arrays.copyOf(entries, index < 0 ? entries.length + 2 : entries.length);
        if (index < 0) {
            index = entries.length;
            more[index] = variable;
        }
        more[index + 1] = value;
        return new Context(more);
    }

    Context without(ContextVariable<?> variable) {
        int index = indexOf(variable);
        if (index < 0) {
            return this;
        }
        @Nullable Object[] fewer = Arrays.copyOf(entries, entries.length - 2);
        System.arraycopy(entries, index + 2, fewer, index, fewer.length - index);
        return fewer.length == 0 ? EMPTY : new Context(fewer);
    }

    @SuppressWarnings("ReferenceEquality") // a variable is itself and nothing else
    private int indexOf(ContextVariable<?> variable) {
        for (int i = 0; i < entries.length; i += 2) {
            if (entries[i] == variable) {
                return i;
            }
        }
        return -1;
    }
}
