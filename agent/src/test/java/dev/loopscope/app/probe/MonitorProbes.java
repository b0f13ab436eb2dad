// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import dev.loopscope.app.Helper;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;

/** Monitors that another thread holds for long: no probe is there to see them, but the watchdog looks. */
@SuppressWarnings("JdkObsolete") // the point is its monitor
final class MonitorProbes {
    private static final String SYNCHRONIZED = "synchronized";
    /** It looks five times meanwhile, and knows of the time before and after only by halves. */
    private static final double SEEN = 30;

    private static int entered;
    private static boolean hasInitialized;
    private static volatile boolean isInitializing;

    private final Object monitor = new Object();
    private final ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();
    private final Vector<String> vector = new Vector<>(java.util.List.of("x"));

    private static void enter() {
        if (++entered < 0) {
            throw new IllegalStateException();
        }
    }

    @Blocks(value = SYNCHRONIZED, millis = SEEN, usuallyInstant = true)
    void block() {
        Holder.hold(held -> {
            synchronized (monitor) {
                held.run();
            }
        });
        synchronized (monitor) {
            enter();
        }
    }

    /** Waits at the method's own first line. */
    @Blocks(value = SYNCHRONIZED, millis = SEEN, usuallyInstant = true)
    void method() {
        Holder.hold(held -> {
            synchronized (this) {
                held.run();
            }
        });
        method(1);
    }

    private synchronized void method(int times) {
        entered += times;
    }

    @Blocks(value = SYNCHRONIZED, millis = SEEN, usuallyInstant = true)
    void staticMethod() {
        Holder.hold(held -> {
            synchronized (MonitorProbes.class) {
                held.run();
            }
        });
        staticMethod(1);
    }

    private static synchronized void staticMethod(int times) {
        entered += times;
    }

    @Blocks(value = "java.util.Vector.add", millis = SEEN, usuallyInstant = true)
    void ofTheJdk() {
        Holder.hold(held -> vector.forEach(element -> held.run()));
        vector.add("y");
    }

    @Blocks(value = "java.util.concurrent.ConcurrentHashMap.computeIfAbsent", millis = SEEN, usuallyInstant = true)
    void mapComputed() {
        Holder.hold(held -> map.computeIfAbsent("x", key -> {
            held.run();
            return key;
        }));
        map.computeIfAbsent("x", key -> key);
    }

    @Blocks(value = "java.util.concurrent.ConcurrentHashMap.put", millis = SEEN, usuallyInstant = true)
    void mapPut() {
        map.clear();
        Holder.hold(held -> map.compute("x", (key, old) -> {
            held.run();
            return key;
        }));
        map.put("x", "y");
    }

    /** Initialised in the first round, and in the second. */
    static final class First {
        static {
            initialize();
        }

        static void touch() {}
    }

    static final class Second {
        static {
            initialize();
        }

        static void touch() {}
    }

    /** To whoever looks at the waiting thread it seems to run, so its state says nothing. */
    private static void initialize() {
        isInitializing = true;
        Holder.pause();
    }

    @Blocks(value = SYNCHRONIZED, millis = SEEN, usuallyInstant = true)
    @SuppressWarnings("StatementWithEmptyBody")
    static void initializer() {
        isInitializing = false;
        boolean isFirst = !hasInitialized;
        hasInitialized = true;
        Thread other = new Thread(isFirst ? First::touch : Second::touch, "initializer");
        other.start();
        while (!isInitializing) {}
        if (isFirst) {
            First.touch();
        } else {
            Second.touch();
        }
    }

    @Silent
    void free() {
        synchronized (monitor) {
            enter();
        }
        method(1);
        staticMethod(1);
        vector.add("z");
        map.computeIfAbsent("free", key -> key);
    }

    @Silent
    void again() {
        synchronized (monitor) {
            synchronized (monitor) {
                enter();
            }
        }
    }

    /** For less than a look lasts. */
    @Silent
    void freed() {
        Helper.later(() -> {
            synchronized (monitor) {
                enter();
            }
        });
        synchronized (monitor) {
            enter();
        }
    }
}
