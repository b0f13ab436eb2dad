// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.probe;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the JVM is asked to do at once, and what it only seems to wait for. */
@SuppressWarnings("removal") // as users write it
final class JvmProbes implements AutoCloseable {
    /** Of the JDK's own, one that nothing else needs, by name and by path. */
    private static final String LIBRARY = "rmi";

    private static final String LIBRARY_PATH = Path.of(
                    System.getProperty("java.home"), "lib", System.mapLibraryName("j2pkcs11"))
            .toString();

    private final Runtime runtime = Runtime.getRuntime();
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final HotSpotDiagnosticMXBean diagnostics =
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    private final Path dump = Path.of("heap-" + System.nanoTime() + ".hprof");
    private final Method gc = System.class.getMethod("gc");

    JvmProbes() throws NoSuchMethodException {}

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(dump);
    }

    @Blocks("java.lang.System.gc")
    static void collect() {
        System.gc();
    }

    @Blocks("java.lang.System.gc")
    void collectByReflection() throws ReflectiveOperationException {
        gc.invoke(null);
    }

    @Blocks("java.lang.management.MemoryMXBean.gc")
    void collectByBean() {
        memory.gc();
    }

    @Blocks("java.lang.System.runFinalization")
    static void runFinalization() {
        System.runFinalization();
    }

    @Blocks("java.lang.Runtime.runFinalization")
    void runFinalizationOfRuntime() {
        runtime.runFinalization();
    }

    @Blocks("com.sun.management.HotSpotDiagnosticMXBean.dumpHeap")
    void dumpHeap() throws IOException {
        diagnostics.dumpHeap(dump.toString(), true);
    }

    @Blocks("java.lang.System.loadLibrary")
    static void loadLibrary() {
        System.loadLibrary(LIBRARY);
    }

    @Blocks("java.lang.Runtime.loadLibrary")
    void loadLibraryOfRuntime() {
        runtime.loadLibrary(LIBRARY);
    }

    @Blocks("java.lang.System.loadLibrary")
    static void loadLibraryThatIsNotThere() {
        try {
            System.loadLibrary("there-is-no-such-library");
        } catch (UnsatisfiedLinkError expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Silent
    static void loadLibraryByPath() {
        try {
            System.loadLibrary("a/" + LIBRARY);
        } catch (UnsatisfiedLinkError expected) {
            return;
        }
        throw new IllegalStateException();
    }

    @Blocks("java.lang.System.load")
    static void load() {
        System.load(LIBRARY_PATH);
    }

    @Blocks("java.lang.Runtime.load")
    void loadOfRuntime() {
        runtime.load(LIBRARY_PATH);
    }

    @Silent
    static void loadByName() {
        try {
            System.load(LIBRARY);
        } catch (UnsatisfiedLinkError expected) {
            return;
        }
        throw new IllegalStateException();
    }

    /** Everybody stops for it, but nobody is waited for. */
    @Silent
    void dumpThreads() {
        threads.dumpAllThreads(true, true);
        Thread.getAllStackTraces();
    }

    @Silent
    void askForMemory() {
        runtime.freeMemory();
        memory.getHeapMemoryUsage();
        runtime.availableProcessors();
    }

    @Silent
    void addShutdownHook() {
        Thread hook = new Thread(() -> {}, "hook");
        runtime.addShutdownHook(hook);
        runtime.removeShutdownHook(hook);
    }

    @Silent
    static void startThread() {
        new Thread(() -> {}, "started").start();
    }
}
