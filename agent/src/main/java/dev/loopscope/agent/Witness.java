// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.LoopscopeStages;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The class that stands among a future's dependents. It descends from {@code ForkJoinTask}, which takes long to load and to
 * weave; so it is read at start and defined when {@code CompletableFuture}, that needs the same ancestors, is there.
 */
final class Witness {
    private final MethodHandles.Lookup lookup;
    private byte @Nullable [] classfile;

    Witness(ClassLoader loader) throws IOException, IllegalAccessException {
        lookup = Bridge.lookup(TimeUnit.class);
        classfile = Bridge.read(TimeUnit.class, "LoopscopeWitness", loader);
    }

    /** Any thread. Reads nothing; a second call does nothing, also when the first has failed. */
    synchronized void define() {
        byte[] bytes = classfile;
        classfile = null;
        if (bytes != null) {
            try {
                lookup.defineClass(bytes);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
            LoopscopeStages.witnessDefined();
        }
    }
}
