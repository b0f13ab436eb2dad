// SPDX-License-Identifier: Apache-2.0
/** Which threads run loops, and the watchdog over them. */
@NullMarked
package dev.loopscope.agent.watch;

import org.jspecify.annotations.NullMarked;
