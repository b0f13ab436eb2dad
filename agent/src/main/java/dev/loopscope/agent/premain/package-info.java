// SPDX-License-Identifier: Apache-2.0
/** All of the agent that the application's class loader can see: the way in. */
@NullMarked
package dev.loopscope.agent.premain;

import org.jspecify.annotations.NullMarked;
