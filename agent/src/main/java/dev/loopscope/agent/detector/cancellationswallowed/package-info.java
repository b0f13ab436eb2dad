// SPDX-License-Identifier: Apache-2.0
/** A task that was cancelled and carried on. */
@NullMarked
package dev.loopscope.agent.detector.cancellationswallowed;

import org.jspecify.annotations.NullMarked;
