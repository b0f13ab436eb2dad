// SPDX-License-Identifier: Apache-2.0
package java.lang;

import jdk.internal.misc.Unsafe;

/**
 * What calls of native methods are replaced by, on JDKs before 19, where {@code sleep}, {@code wait} and {@code yield} have no
 * Java body to weave.
 */
public final class LoopscopeCalls {
    private static int sleepPoint;
    private static int waitPoint;
    private static int yieldPoint;
    private static int reflectedSleepPoint;
    private static int reflectedWaitPoint;
    private static int reflectedYieldPoint;

    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    // Of a Method: read in place, because the bridge calls nothing of reflection.
    private static long owner;
    private static long name;
    private static long parameters;

    private LoopscopeCalls() {}

    /** Once, before the first class is rewritten: the points of calls, and of calls by reflection. */
    public static void configure(int sleep, int wait, int yield) {
        sleepPoint = sleep;
        waitPoint = wait;
        yieldPoint = yield;
    }

    public static void configureReflected(int sleep, int wait, int yield) {
        try {
            Class<?> method = Class.forName("java.lang.reflect.Method", false, null);
            owner = UNSAFE.objectFieldOffset(method, "clazz");
            name = UNSAFE.objectFieldOffset(method, "name");
            parameters = UNSAFE.objectFieldOffset(method, "parameterTypes");
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        }
        reflectedSleepPoint = sleep;
        reflectedWaitPoint = wait;
        reflectedYieldPoint = yield;
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

    public static void yield() {
        try {
            LoopscopeProbes.enter(yieldPoint);
            Thread.yield();
        } finally {
            LoopscopeProbes.exit(yieldPoint);
        }
    }

    /** On a loop's thread: of all that reflection calls, the three methods above. */
    static void enterReflective(LoopscopeThread thread, Object method, Object receiver, Object[] arguments) {
        Object type = UNSAFE.getReference(method, owner);
        String called = (String) UNSAFE.getReference(method, name);
        boolean takesMillis = isMillis((Class<?>[]) UNSAFE.getReference(method, parameters));
        if (type == Thread.class && takesMillis && called.equals("sleep")) {
            long millis = millis(arguments);
            thread.operationEntered(
                    millis >= 0 && LoopscopeProbes.mayWait(),
                    millis == 0 ? reflectedSleepPoint | LoopscopeThread.INSTANT : reflectedSleepPoint);
        } else if (type == Object.class && takesMillis && called.equals("wait")) {
            thread.operationEntered(
                    millis(arguments) >= 0 && LoopscopeProbes.isOwned(receiver) && LoopscopeProbes.mayWait(),
                    reflectedWaitPoint);
        } else {
            // No other method of Thread has that name.
            thread.operationEntered(type == Thread.class && called.equals("yield"), reflectedYieldPoint);
        }
    }

    private static boolean isMillis(Class<?>[] types) {
        return types.length == 1 && types[0] == long.class;
    }

    /** What reflection would make of the only argument; less than 0 for what it would refuse. */
    private static long millis(Object[] arguments) {
        Object only = arguments != null && arguments.length == 1 ? arguments[0] : null;
        if (only instanceof Character) {
            return (Character) only;
        }
        return only instanceof Long || only instanceof Integer || only instanceof Short || only instanceof Byte
                ? ((Number) only).longValue()
                : -1;
    }
}
