// SPDX-License-Identifier: Apache-2.0
/**
 * Connections to read from and write to as one goes along, instead of being called back: for tasks, over the
 * transports and protocols of the loop.
 *
 * <pre>{@code
 * static void echo(StreamReader reader, StreamWriter writer) {
 *     for (byte[] line = reader.readLine().await(); line.length > 0; line = reader.readLine().await()) {
 *         writer.write(line);
 *         writer.drain().await();
 *     }
 * }
 *
 * Coroutine<Void> main = Coroutine.ofVoid(() -> {
 *     try (Server server = Streams.startServer(Main::echo, "127.0.0.1", 7000).await();
 *             StreamConnection client = Streams.openConnection("127.0.0.1", 7000).await()) {
 *         client.writer().write("hello\n", UTF_8);
 *         client.writer().drain().await();
 *         byte[] answer = client.reader().readLine().await();
 *     }
 * });
 * }</pre>
 *
 * <p>Everything here belongs to the thread of its loop, as the loop's own objects do.
 *
 * <p>asyncio: its streams.
 */
@NullMarked
package dev.loopscope.loop.stream;

import org.jspecify.annotations.NullMarked;
