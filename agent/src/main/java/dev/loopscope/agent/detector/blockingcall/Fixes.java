// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.blockingcall;

import dev.loopscope.agent.interception.OperationKind;
import dev.loopscope.agent.report.LogAppender;
import org.jspecify.annotations.Nullable;

/** What to do instead of blocking. */
final class Fixes {
    private Fixes() {}

    static String of(LogAppender appender) {
        return appender.type().contains("Async")
                ? "let it drop what its queue cannot take: neverBlock of Logback's, blocking=\"false\" of Log4j2's"
                : "log through an asynchronous appender that does not block when its queue is full";
    }

    static String of(
            OperationKind kind, String operation, @Nullable String frame, String offload, @Nullable String pause) {
        String place = frame == null ? "it" : frame.substring(frame.indexOf('(') + 1, frame.length() - 1);
        return switch (kind) {
            case SLEEP ->
                pause == null
                        ? "schedule what follows " + place + " with a timer of the loop"
                        : pause + " instead, at " + place;
            case PARK -> ConcurrencyFixes.of(operation, place, offload);
            case WAIT -> "let whoever notifies post a callback to the loop, or " + offload + " around " + place;
            case JOIN -> "let the thread post a callback when it ends, or " + offload + " around " + place;
            case SOCKET, SELECT -> offload + " around " + place + ", or a non-blocking client";
            case FILE -> offload + " around " + place + ", or AsynchronousFileChannel for long reads and writes";
            case LINGER -> "close without SO_LINGER, or " + offload + " around " + place;
            case INTERFACE -> offload + " around " + place + ", or ask once before the loop runs";
            case DNS -> offload + " around " + place + ", or resolve the name before";
            case DATABASE -> offload + " around " + place + ", or a non-blocking driver";
            case DECLARED -> offload + " around " + place;
            case PROCESS -> offload + " around " + place + ", or Process.onExit";
            case CONSOLE -> "log through an asynchronous appender, or " + offload + " around " + place;
            case CONSOLE_INPUT -> "read it on a thread of its own, which posts to the loop what it got, at " + place;
            case JVM -> "do it before the loop runs, or " + offload + " around " + place;
            case ENTROPY -> "make and seed it before the loop runs, at " + place;
            case YIELD -> "return to the loop and let a callback go on, at " + place;
            case MONITOR -> "hold that lock for less time, or keep what it guards on the loop at " + place;
        };
    }
}
