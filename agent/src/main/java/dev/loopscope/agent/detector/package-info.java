// SPDX-License-Identifier: Apache-2.0
/** One folder per mistake. */
@NullMarked
package dev.loopscope.agent.detector;

import org.jspecify.annotations.NullMarked;
