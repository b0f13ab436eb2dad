// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What JDK 21 added to Thread, for code compiled for 17. */
final class VirtualThreads {
    private static final @Nullable MethodHandle IS_VIRTUAL = isVirtualHandle();

    private VirtualThreads() {}

    static boolean isVirtual(Thread thread) {
        if (IS_VIRTUAL == null) {
            return false;
        }
        try {
            return (boolean) IS_VIRTUAL.invokeExact(thread);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Any thread: false for a virtual thread that no other one carries now. Only its text tells. */
    static boolean isMounted(Thread thread) {
        if (!isVirtual(thread)) {
            return true;
        }
        String text = thread.toString(); // VirtualThread[#22,name]/waiting@carrier
        return text.indexOf('@', text.lastIndexOf("]/")) >= 0;
    }

    /** Virtual threads of the JDK's own scheduler; null before 21. */
    static @Nullable ThreadFactory factory() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    /**
     * {@code (Executor scheduler, String name, int characteristics, Runnable body) -> Thread}; null before 21, and where
     * nobody has opened java.lang to this library.
     */
    static @Nullable MethodHandle withScheduler() {
        try {
            var method = Class.forName("java.lang.ThreadBuilders")
                    .getDeclaredMethod("newVirtualThread", Executor.class, String.class, int.class, Runnable.class);
            method.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflect(method)
                    .asType(MethodType.methodType(
                            Thread.class, Executor.class, String.class, int.class, Runnable.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** The JDK's own scheduler; null before 21, and where nobody has opened java.lang to this library. */
    static @Nullable Executor scheduler() {
        try {
            var field = Class.forName("java.lang.VirtualThread").getDeclaredField("DEFAULT_SCHEDULER");
            field.setAccessible(true);
            return (Executor) field.get(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /**
     * Before 25, a virtual thread that first waits for a time has the JDK make the thread that wakes it; a daemon only if
     * its carrier is one. The thread that runs a loop often is none, and the process would never end. So the first ones
     * to wait are the JDK's own: as many as there may be such threads, told apart by the number of who waits.
     */
    static void startTheirTimers() {
        ThreadFactory factory = factory();
        if (factory == null || Runtime.version().feature() >= 25) {
            return;
        }
        List<Thread> waiting = new ArrayList<>();
        for (int i = Runtime.getRuntime().availableProcessors(); i > 0; i--) {
            waiting.add(factory.newThread(() -> LockSupport.parkNanos(1)));
        }
        waiting.forEach(Thread::start);
        for (Thread thread : waiting) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static @Nullable MethodHandle isVirtualHandle() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
