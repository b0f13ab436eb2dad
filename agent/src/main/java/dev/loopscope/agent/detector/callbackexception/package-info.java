// SPDX-License-Identifier: Apache-2.0
/** An exception left a callback and nobody handles it. */
@NullMarked
package dev.loopscope.agent.detector.callbackexception;

import org.jspecify.annotations.NullMarked;
