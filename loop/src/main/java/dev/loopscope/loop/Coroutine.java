// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Code that may await, not yet started. It runs when it is awaited, as a part of the awaiting task, or when it is made a
 * task of its own; once in either case. A method that awaits is best written to return one:
 *
 * <pre>{@code
 * static Coroutine<String> greet(String name) {
 *     return Coroutine.of(() -> {
 *         Async.sleep(Duration.ofSeconds(1)).await();
 *         return "hello " + name;
 *     });
 * }
 * }</pre>
 *
 * <p>May be made in any thread, and handed to another.
 *
 * <p>asyncio: what calling an {@code async def} function gives.
 *
 * @param <T> the result
 */
public final class Coroutine<T extends @Nullable Object> implements Awaitable<T> {
    /** A body without a result. */
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }

    private final Object source;
    private @Nullable Callable<? extends T> body;
    /** Whoever watches for coroutines that nobody starts. */
    private @Nullable Object watch;

    private Coroutine(Object source, Callable<? extends T> body) {
        this.source = source;
        this.body = body;
        this.watch = Boundary.coroutineMade(this, source.getClass());
    }

    /** A coroutine with a result. Nothing runs yet. */
    public static <T extends @Nullable Object> Coroutine<T> of(Callable<? extends T> body) {
        return new Coroutine<>(Objects.requireNonNull(body, "body"), body);
    }

    /** A coroutine without a result. Nothing runs yet. */
    public static Coroutine<@Nullable Void> ofVoid(Action body) {
        Objects.requireNonNull(body, "body");
        return ofVoid(body, body);
    }

    /**
     * {@link #ofVoid(Action)} for libraries that wrap somebody's code: messages name the coroutine after that.
     *
     * @param source the object with the code, named by its class
     */
    public static Coroutine<@Nullable Void> ofVoid(Object source, Action body) {
        Objects.requireNonNull(body, "body");
        return new Coroutine<>(Objects.requireNonNull(source, "source"), () -> {
            body.run();
            return null;
        });
    }

    /**
     * Runs the body here and now, as a part of the running task.
     *
     * @throws IllegalStateException outside a task; if it was started or closed before
     */
    @Override
    public T await() {
        Task.requireCurrent("Coroutine.await");
        try {
            return start().call();
        } catch (Exception e) {
            throw LoopFuture.unchecked(e);
        }
    }

    /** Gives it up before it was started: it can no longer be. Calling again, or later, is harmless. */
    public void close() {
        body = null;
        unwatch();
    }

    /** The body, to be run by the caller; once. */
    Callable<? extends T> start() {
        Callable<? extends T> mine = body;
        if (mine == null) {
            throw new IllegalStateException("cannot reuse already awaited or closed " + this
                    + ": a coroutine runs once; call the method that makes it again, or await a task of it");
        }
        body = null;
        unwatch();
        return mine;
    }

    /** Somebody's who will start it, if he is started himself. */
    void unwatch() {
        Object watched = watch;
        if (watched != null) {
            watch = null;
            Boundary.coroutineStarted(watched);
        }
    }

    /** Of the code; null for the JVM's own. */
    @Nullable
    ClassLoader loader() {
        return source.getClass().getClassLoader();
    }

    /** Where the code is. */
    String target() {
        return Describe.type(source);
    }

    /** {@code <Coroutine com.acme.Orders lambda>}. Any thread. */
    @Override
    public String toString() {
        return "<Coroutine " + target() + ">";
    }
}
