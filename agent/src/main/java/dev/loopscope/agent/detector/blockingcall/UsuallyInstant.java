// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.blockingcall;

import dev.loopscope.agent.report.StackView;

/**
 * Operations that are worth a word only when they took long: console writes, entropy, waits for a lock, and whatever class
 * loading, static initialisers and the JDK's lazy set-up read.
 */
final class UsuallyInstant implements StackView.FrameTest {
    private static final UsuallyInstant SET_UP = new UsuallyInstant();

    private UsuallyInstant() {}

    static boolean is(StackView view, String operation) {
        return isLock(operation) || isConsole(operation) || view.isInitializer() || view.anyInner(SET_UP);
    }

    @Override
    public boolean test(StackTraceElement frame) {
        return isSetUp(frame.getClassName(), frame.getMethodName());
    }

    private static boolean isLock(String operation) {
        return operation.startsWith("java.util.concurrent.locks.ReentrantLock.")
                || operation.startsWith("java.util.concurrent.locks.ReentrantReadWriteLock$")
                || operation.startsWith("java.util.concurrent.locks.StampedLock.");
    }

    private static boolean isConsole(String operation) {
        return operation.startsWith("java.io.PrintStream.") || operation.equals("java.lang.Thread.yield");
    }

    private static boolean isSetUp(String type, String method) {
        return "<clinit>".equals(method)
                || type.startsWith("jdk.internal.loader.")
                || type.startsWith("java.security.SecureRandom")
                || type.startsWith("sun.security.provider.")
                || type.startsWith("java.util.ServiceLoader")
                || type.startsWith("java.util.ResourceBundle")
                || type.startsWith("java.util.TimeZone")
                || type.startsWith("sun.util.calendar.")
                || type.startsWith("java.lang.invoke.MethodHandleNatives")
                || type.equals("java.lang.ClassLoader")
                || type.equals("java.net.URLClassLoader")
                || (type.equals("java.lang.Class") && method.startsWith("forName"))
                || (type.equals("java.lang.System") && method.startsWith("loadLibrary"));
    }
}
