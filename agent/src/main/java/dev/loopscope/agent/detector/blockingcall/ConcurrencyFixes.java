// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.blockingcall;

/** What to do instead of waiting in {@code java.util.concurrent}, by the method that was called. */
final class ConcurrencyFixes {
    private static final String PACKAGE = "java.util.concurrent.";

    private ConcurrencyFixes() {}

    static String of(String operation, String place, String offload) {
        int dot = operation.lastIndexOf('.');
        String type = operation.startsWith(PACKAGE) ? operation.substring(PACKAGE.length(), dot) : "";
        String instead = instead(type, operation.substring(dot + 1));
        return (instead.isEmpty() ? "let a callback run when it is done" : instead) + ", or " + offload + " around "
                + place;
    }

    private static String instead(String type, String method) {
        if (type.endsWith("Queue") || type.endsWith("Deque")) {
            return method.startsWith("take") || method.startsWith("poll")
                    ? "poll() without a time, or let the producer post a callback to the loop"
                    : "offer() without a time, and go on in a callback when there is room";
        }
        if (type.startsWith("locks.") && !type.endsWith("Condition") && !type.endsWith("ConditionObject")) {
            return type.equals("locks.LockSupport")
                    ? "let whoever unparks post a callback to the loop"
                    : "tryLock() without a time, or keep what the lock guards on the loop";
        }
        return switch (type) {
            case "CountDownLatch", "CyclicBarrier", "Phaser" ->
                "let the last to arrive complete a future, and a callback run then";
            case "Semaphore" -> "tryAcquire() without a time, and go on in a callback when there is a permit";
            case "CompletableFuture" -> "whenComplete(...), or await it in a task";
            case "Exchanger" -> "hand both sides over in callbacks";
            case "SubmissionPublisher" -> "offer(...), and go on in a callback when the subscribers have caught up";
            default -> ofExecutor(method);
        };
    }

    private static String ofExecutor(String method) {
        return switch (method) {
            case "get", "join", "invoke", "invokeAll", "invokeAny", "take", "poll" ->
                "let what is awaited post a callback to the loop when it is done";
            case "close", "awaitTermination", "awaitQuiescence" ->
                "shut it down, and wait for its end after the loop's";
            default -> "";
        };
    }
}
