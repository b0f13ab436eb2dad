// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.List;

/** Why an await is ended although nothing it waited for is done. Made by the watch, thrown by the task, once. */
final class AwaitEnd {
    private final String message;
    private final String mistake;
    private final String remedy;
    private final List<String> chain;
    private volatile boolean isReported;

    /**
     * @param message the exception's
     * @param mistake the same for a report, which shows the place
     */
    AwaitEnd(String message, String mistake, String remedy, List<String> chain) {
        this.message = message;
        this.mistake = mistake;
        this.remedy = remedy;
        this.chain = chain;
    }

    String message() {
        return message;
    }

    /** Any thread: whether somebody else has said so, and it need not be logged. */
    boolean isReported() {
        return isReported;
    }

    /** The task's own thread, where it awaits. */
    IllegalStateException refusal(EventLoop loop) {
        IllegalStateException refusal = new IllegalStateException(message);
        isReported = Boundary.selfDeadlock(loop, mistake, remedy, chain.toArray(String[]::new), true, refusal);
        return refusal;
    }
}
