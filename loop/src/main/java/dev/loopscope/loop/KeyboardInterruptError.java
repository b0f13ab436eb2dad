// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;

/**
 * What {@link Runner#run} and {@link EventLoop#run} throw when Ctrl-C (SIGINT) ended the main task. An Error, so that
 * {@code catch (Exception e)} does not swallow it; never a sign of a broken JVM. A main method that lets it go ends the
 * process as Ctrl-C does without a loop: no stack trace, shutdown hooks run, exit status 130. The cause is the
 * cancellation, with the line where the main task awaited.
 *
 * <p>asyncio: {@code KeyboardInterrupt}, a {@code BaseException} for the same reason.
 */
public final class KeyboardInterruptError extends Error {
    KeyboardInterruptError(@Nullable Throwable cause) {
        super("interrupted by Ctrl-C (SIGINT)", cause);
    }
}
