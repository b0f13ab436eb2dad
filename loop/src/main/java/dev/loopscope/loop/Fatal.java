// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/**
 * The failures that leave {@code run} at once instead of going to the exception handler: the JVM itself is in trouble,
 * and reporting would need what has just run out. A stack overflow is a bug of one callback and is reported like any
 * other.
 *
 * <p>asyncio: SystemExit and KeyboardInterrupt.
 */
final class Fatal {
    private Fatal() {}

    static void rethrow(Throwable throwable) {
        if (throwable instanceof VirtualMachineError error && is(throwable)) {
            throw error;
        }
    }

    static boolean is(Throwable throwable) {
        return throwable instanceof VirtualMachineError && !(throwable instanceof StackOverflowError);
    }
}
