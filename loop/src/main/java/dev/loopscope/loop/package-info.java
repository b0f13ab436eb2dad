// SPDX-License-Identifier: Apache-2.0
/**
 * An event loop with asyncio's programming model: one thread, callbacks, futures, coroutines and
 * tasks, transports on non-blocking sockets.
 *
 * <pre>{@code
 * try (EventLoop loop = EventLoop.open()) {
 *     Server server = loop.runUntilComplete(loop.createServer(Echo::new, "127.0.0.1", 7000));
 *     loop.callLater(Duration.ofMinutes(1), loop::stop);
 *     loop.runForever();
 *     server.close();
 * }
 * }</pre>
 *
 * <p>Code that waits for something need not be cut into callbacks: a {@link dev.loopscope.loop.Coroutine} awaits, and
 * the loop runs others meanwhile.
 *
 * <pre>{@code
 * Coroutine<String> greeting = Coroutine.of(() -> {
 *     Async.sleep(Duration.ofSeconds(1)).await();
 *     return "hello";
 * });
 * String text = EventLoop.run(greeting);
 * }</pre>
 *
 * <p>What belongs to a request rather than to a thread is kept in a {@link dev.loopscope.loop.ContextVariable}: its value
 * goes with the callbacks, tasks and executor work that come of it.
 *
 * <p>Connections to read and write as one goes along are in {@code dev.loopscope.loop.stream}.
 *
 * <p>Nothing here is thread-safe except what its documentation says any thread may call. The rest belongs to the thread
 * that runs the loop and throws at every other one, naming both threads and what to call instead. While a loop does not
 * run, its objects may be used from any one thread.
 */
@NullMarked
package dev.loopscope.loop;

import org.jspecify.annotations.NullMarked;
