// SPDX-License-Identifier: Apache-2.0
/** Tests of the packaged agent, in JVMs of their own. What runs in those is in {@code dev.loopscope.app}. */
@NullMarked
package dev.loopscope.agent.it;

import org.jspecify.annotations.NullMarked;
