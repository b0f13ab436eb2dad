// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that belongs to what is being done, and not to a thread: the request, the user, a deadline. It goes with the
 * callbacks, tasks and executor work that come of it; see {@link Context}. Made once, kept in a static field. Any thread.
 *
 * <pre>{@code
 * static final ContextVariable<String> USER = ContextVariable.of("user");
 *
 * try (ContextVariable.Token token = USER.set("ann")) {
 *     Async.createTask(work()); // whatever becomes of it, USER.get() there gives "ann"
 * }
 * }</pre>
 *
 * <p>asyncio: {@code contextvars.ContextVar}.
 *
 * @param <T> the value
 */
public final class ContextVariable<T extends @Nullable Object> {
    private static final Object UNSET = new Object();

    private final String name;
    private final @Nullable Object byDefault;

    private ContextVariable(String name, @Nullable Object byDefault) {
        this.name = Objects.requireNonNull(name, "name");
        this.byDefault = byDefault;
    }

    /** A variable that has no value until one is set. The name is for people; equal names are different variables. */
    public static <T extends @Nullable Object> ContextVariable<T> of(String name) {
        return new ContextVariable<>(name, UNSET);
    }

    /** A variable with a value where none is set. */
    public static <T extends @Nullable Object> ContextVariable<T> of(String name, T byDefault) {
        return new ContextVariable<>(name, byDefault);
    }

    /** The name it was made with. */
    public String name() {
        return name;
    }

    /**
     * The value in the calling code's context, else the default.
     *
     * @throws NoSuchElementException if there is neither
     */
    @SuppressWarnings({"unchecked", "NullAway"}) // set stored a T
    public T get() {
        Object value = Context.current().get(this, byDefault);
        if (value == UNSET) {
            throw new NoSuchElementException("context variable '" + name + "' has no value here, and no default");
        }
        return (T) value;
    }

    /** The value in the calling code's context, else the argument, also when there is a default. */
    @SuppressWarnings({"unchecked", "NullAway"}) // set stored a T
    public T getOr(T otherwise) {
        return (T) Context.current().get(this, otherwise);
    }

    /**
     * Gives it a value in the calling code's context, from here on.
     *
     * @return what {@link Token#close() takes it back}; need not be kept
     */
    public Token set(@Nullable T value) {
        Context context = Context.current();
        Token token = new Token(this, context.get(this, UNSET));
        Context.setCurrent(context.with(this, value));
        return token;
    }

    /** {@code <ContextVariable user>}. */
    @Override
    public String toString() {
        return "<ContextVariable " + name + ">";
    }

    /**
     * The value from before a {@link ContextVariable#set}.
     *
     * <p>asyncio: {@code contextvars.Token}; {@link #close()} is {@code ContextVar.reset}.
     */
    public static final class Token implements AutoCloseable {
        private final ContextVariable<?> variable;
        private final @Nullable Object before;
        private final Object place = place();
        private boolean used;

        private Token(ContextVariable<?> variable, @Nullable Object before) {
            this.variable = variable;
            this.before = before;
        }

        /**
         * Gives the variable back the value it had, or none. Once, in the callback, task or thread that set it.
         *
         * @throws IllegalStateException elsewhere; the second time
         */
        @Override
        public void close() {
            if (used) {
                throw new IllegalStateException("the token of " + variable + " has already been used once");
            }
            if (place() != place) {
                throw new IllegalStateException("the token of " + variable
                        + " was made in a different context: a value is taken back by the code that has set it");
            }
            used = true;
            Context now = Context.current();
            Context.setCurrent(before == UNSET ? now.without(variable) : now.with(variable, before));
        }

        private static Object place() {
            Handle place = Context.place();
            return place == null ? Thread.currentThread() : place;
        }
    }
}
