// SPDX-License-Identifier: Apache-2.0
/** Puts the calls of the bridge into classes as they load; the only user of ASM. */
@NullMarked
package dev.loopscope.agent.weave;

import org.jspecify.annotations.NullMarked;
