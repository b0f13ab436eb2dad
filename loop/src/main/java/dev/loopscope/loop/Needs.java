// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Collection;
import java.util.Set;

/**
 * What a pending future waits for, where nobody but these can complete it. Loop thread only.
 *
 * @param by the call that waits, empty for a task's own await
 * @param futures each of them, done or not
 * @param when how many of them it takes
 */
record Needs(String by, Collection<? extends LoopFuture<?>> futures, ReturnWhen when) {
    /** Whether it may still be enough, if those in the set are never done. */
    boolean mayBeMet(Set<LoopFuture<?>> stuck) {
        boolean isAnyStuck = futures.stream().anyMatch(stuck::contains);
        return !isAnyStuck
                || (when != ReturnWhen.ALL_COMPLETED
                        && futures.stream().anyMatch(it -> !stuck.contains(it) && mayEnd(it)));
    }

    /** A result is not what a wait for an exception ends with. */
    private boolean mayEnd(LoopFuture<?> future) {
        return when == ReturnWhen.FIRST_COMPLETED || !future.hasResult();
    }
}
