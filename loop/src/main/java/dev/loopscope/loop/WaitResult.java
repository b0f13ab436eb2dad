// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.Set;

/**
 * What {@link Async#waitUntil} has found.
 *
 * @param done those that are done, in the order they were given
 * @param pending those that are not, still running
 */
public record WaitResult<F extends LoopFuture<?>>(Set<F> done, Set<F> pending) {}
