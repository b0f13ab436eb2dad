// SPDX-License-Identifier: Apache-2.0
/** What detectors are told, whatever kind of loop it comes from. */
@NullMarked
package dev.loopscope.agent.fact;

import org.jspecify.annotations.NullMarked;
