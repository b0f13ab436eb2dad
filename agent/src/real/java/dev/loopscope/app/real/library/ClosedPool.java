// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app.real.library;

import io.vertx.core.Future;

/** A library's answer to whoever comes too late, made once for all, which hardly anybody ever sees. */
public final class ClosedPool {
    private static final Future<String> CLOSED = Future.failedFuture(new IllegalStateException("the pool is closed"));

    private ClosedPool() {}

    /** The first call makes the answer. */
    public static boolean isClosed(Future<String> lease) {
        return lease == CLOSED;
    }
}
