// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Defines the bridge's classes inside {@code java.base}. Appending a jar to the boot class path would make the JVM print a
 * warning about class data sharing; opening {@code java.lang} to this class loader alone, and a private lookup, do not.
 */
final class Bridge {
    /** Each after those it is made of. */
    private static final String[] CLASSES = {
        "LoopscopeError",
        "LoopscopeFacts",
        "LoopscopeFutureFacts",
        "LoopscopeMistakeFacts",
        "LoopscopeThread",
        "LoopscopeStreams",
        "LoopscopeBudget",
        "LoopscopeProbes",
        "LoopscopeFutures",
        "LoopscopeTasks",
        "LoopscopeForks",
        "LoopscopeFutureProbes",
        "LoopscopeSwing",
        "LoopscopeMistakeProbes",
        "LoopscopeCalls"
    };

    private Bridge() {}

    /** Before the first class of the agent that names the bridge is linked. Once per JVM. */
    static void install(Instrumentation instrumentation, ClassLoader loader)
            throws IOException, IllegalAccessException, ClassNotFoundException {
        instrumentation.redefineModule(
                Object.class.getModule(),
                Set.of(),
                Map.of(),
                Map.of(
                        "java.lang",
                        Set.of(loader.getUnnamedModule()),
                        "java.util.concurrent",
                        Set.of(loader.getUnnamedModule())),
                Set.of(),
                Map.of());
        for (String name : CLASSES) {
            define(Thread.class, name, loader);
        }
        define(TimeUnit.class, "LoopscopeStages", loader);
        // Initialised before anything is woven: the first call may come from inside class loading. Those that look
        // into futures wait for the first failure, because they would load what they read.
        for (String name : new String[] {
            "LoopscopeThread",
            "LoopscopeStreams",
            "LoopscopeBudget",
            "LoopscopeProbes",
            "LoopscopeFutureProbes",
            "LoopscopeMistakeProbes",
            "LoopscopeCalls",
            "LoopscopeError"
        }) {
            Class.forName("java.lang." + name, true, null);
        }
    }

    private static void define(Class<?> neighbour, String name, ClassLoader loader)
            throws IOException, IllegalAccessException {
        lookup(neighbour).defineClass(read(neighbour, name, loader));
    }

    /** What may define classes beside that one; in packages of the bridge, once it is installed. */
    static MethodHandles.Lookup lookup(Class<?> neighbour) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(neighbour, MethodHandles.lookup());
    }

    /** A class of the bridge that belongs into the package of that neighbour. */
    static byte[] read(Class<?> neighbour, String name, ClassLoader loader) throws IOException {
        String path = neighbour.getPackageName().replace('.', '/') + '/' + name;
        try (InputStream bytes = loader.getResourceAsStream("bridge/" + path)) {
            if (bytes == null) {
                throw new IOException("the agent jar has no class " + path);
            }
            return bytes.readAllBytes();
        }
    }
}
