// SPDX-License-Identifier: Apache-2.0
/** Threads the user names by loop-threads. */
@NullMarked
package dev.loopscope.agent.adapter.named;

import org.jspecify.annotations.NullMarked;
