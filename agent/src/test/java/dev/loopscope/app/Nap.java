// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

/**
 * The smallest program there is something to say about, without anything but the JDK: one sleep on a thread named
 * {@code x-loop}. Its exit status is 3.
 */
public final class Nap {
    private Nap() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.out.println("begin");
        Thread thread = new Thread(Nap::nap, "x-loop");
        thread.start();
        thread.join();
        System.out.println("bridge: " + isThere("java.lang.LoopscopeProbes"));
        System.exit(3);
    }

    static void nap() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Only where the agent is off, since the answer else would not be the same without it. */
    private static String isThere(String type) {
        if (!Boolean.getBoolean("ask")) {
            return "not asked";
        }
        try {
            return Class.forName(type, false, null).getName();
        } catch (ClassNotFoundException e) {
            return "none";
        }
    }
}
