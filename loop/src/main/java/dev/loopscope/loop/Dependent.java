// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.function.Consumer;

/**
 * A done callback on behalf of a task or future that waits for the one it is added to. Nothing else is kept of who waits
 * for whom: the call graph reads it here.
 */
record Dependent<F extends LoopFuture<?>>(LoopFuture<?> waiter, Consumer<F> action) implements Consumer<F> {
    @Override
    public void accept(F done) {
        action.accept(done);
    }
}
