// SPDX-License-Identifier: Apache-2.0
package java.lang;

/**
 * What calls of native methods are replaced by in application classes, on JDKs before 19, where {@code sleep} and
 * {@code wait} have no Java body to weave.
 */
public final class LoopscopeCalls {
    private static int sleepPoint;
    private static int waitPoint;

    private LoopscopeCalls() {}

    /** Once, before the first class is rewritten. */
    public static void configure(int sleep, int wait) {
        sleepPoint = sleep;
        waitPoint = wait;
    }

    public static void sleep(long millis) throws InterruptedException {
        // Inside, as in woven methods: what enters is left, also when the penalty is thrown there.
        try {
            LoopscopeProbes.enterSleep(millis, sleepPoint);
            Thread.sleep(millis);
        } finally {
            LoopscopeProbes.exit(sleepPoint);
        }
    }

    public static void wait(Object monitor, long millis) throws InterruptedException {
        try {
            LoopscopeProbes.enterWait(monitor, millis, waitPoint);
            monitor.wait(millis);
        } finally {
            LoopscopeProbes.exit(waitPoint);
        }
    }
}
