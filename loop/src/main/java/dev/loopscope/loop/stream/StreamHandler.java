// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

/**
 * What a server does with one connection. Runs as a task of the server's loop, one for each connection; the connection is
 * closed when it ends, however it ends.
 *
 * <p>asyncio: the {@code client_connected_cb} of {@code start_server}, which has to close its writer itself.
 */
@FunctionalInterface
public interface StreamHandler {
    /**
     * In a task.
     *
     * @throws Exception reported to the loop's exception handler as {@code Unhandled exception in client_connected_cb}.
     *     The {@link ConnectionLostException} of this very connection is not: peers vanish
     */
    void handle(StreamReader reader, StreamWriter writer) throws Exception;
}
