// SPDX-License-Identifier: Apache-2.0
package java.lang;

import java.util.concurrent.CompletableFuture;
import jdk.internal.misc.Unsafe;

/** Reads what {@code CompletableFuture} keeps private; a class of its own, so that it initialises with its first use. */
final class LoopscopeFutures {
    private static final Unsafe UNSAFE = Unsafe.getUnsafe();
    private static final long RESULT = UNSAFE.objectFieldOffset(CompletableFuture.class, "result");
    private static final long EXCEPTION = exceptionOffset();

    private LoopscopeFutures() {}

    private static long exceptionOffset() {
        try {
            Class<?> holder = Class.forName("java.util.concurrent.CompletableFuture$AltResult", false, null);
            return UNSAFE.objectFieldOffset(holder, "ex");
        } catch (ClassNotFoundException e) {
            throw new NoClassDefFoundError(e.getMessage());
        }
    }

    /** The exception of a future that is known to have failed. */
    static Throwable exceptionOf(Object future) {
        Object holder = UNSAFE.getReferenceVolatile(future, RESULT);
        return (Throwable) UNSAFE.getReferenceVolatile(holder, EXCEPTION);
    }
}
