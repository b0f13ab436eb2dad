// SPDX-License-Identifier: Apache-2.0
/** The mistakes an event-loop program makes sooner or later, one class for each. */
@NullMarked
package dev.loopscope.demo.scenario;

import org.jspecify.annotations.NullMarked;
