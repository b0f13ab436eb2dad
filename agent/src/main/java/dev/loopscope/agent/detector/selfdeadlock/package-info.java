// SPDX-License-Identifier: Apache-2.0
/** A loop's thread, or a task, waits for what only it could do: it would wait for ever. */
@NullMarked
package dev.loopscope.agent.detector.selfdeadlock;

import org.jspecify.annotations.NullMarked;
