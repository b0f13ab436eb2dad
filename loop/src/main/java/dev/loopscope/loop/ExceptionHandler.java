// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/**
 * Takes what went wrong where nobody could catch it; set by {@link EventLoop#setExceptionHandler}. Called on the loop
 * thread. A handler that throws is itself reported, by the default handler; the loop goes on.
 */
@FunctionalInterface
public interface ExceptionHandler {
    /** Takes one report. To also log it as usual, call {@link EventLoop#defaultExceptionHandler}. */
    void handle(EventLoop loop, ExceptionContext context);
}
