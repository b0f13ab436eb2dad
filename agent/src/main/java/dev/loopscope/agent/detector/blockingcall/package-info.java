// SPDX-License-Identifier: Apache-2.0
/** An operation that blocks, entered on a loop thread while a callback runs. */
@NullMarked
package dev.loopscope.agent.detector.blockingcall;

import org.jspecify.annotations.NullMarked;
