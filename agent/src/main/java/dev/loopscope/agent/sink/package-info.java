// SPDX-License-Identifier: Apache-2.0
/** One file per destination of findings. */
@NullMarked
package dev.loopscope.agent.sink;

import org.jspecify.annotations.NullMarked;
