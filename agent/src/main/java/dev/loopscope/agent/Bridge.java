// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.Set;

/**
 * Defines the bridge's classes inside {@code java.base}. Appending a jar to the boot class path would make the JVM print a
 * warning about class data sharing; opening {@code java.lang} to this class loader alone, and a private lookup, do not.
 */
final class Bridge {
    /** Each after those it is made of. */
    private static final String[] CLASSES = {
        "LoopscopeError",
        "LoopscopeFacts",
        "LoopscopeThread",
        "LoopscopeStreams",
        "LoopscopeSwing",
        "LoopscopeProbes",
        "LoopscopeFutures",
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
                Map.of("java.lang", Set.of(loader.getUnnamedModule())),
                Set.of(),
                Map.of());
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
        for (String name : CLASSES) {
            try (InputStream bytes = loader.getResourceAsStream("bridge/java/lang/" + name)) {
                if (bytes == null) {
                    throw new IOException("the agent jar has no class java.lang." + name);
                }
                lookup.defineClass(bytes.readAllBytes());
            }
        }
        // Initialised before anything is woven: the first call may come from inside class loading. The futures' one
        // waits
        // for the first failure, because it would load CompletableFuture.
        for (String name : new String[] {
            "LoopscopeThread", "LoopscopeStreams", "LoopscopeProbes", "LoopscopeCalls", "LoopscopeError"
        }) {
            Class.forName("java.lang." + name, true, null);
        }
    }
}
