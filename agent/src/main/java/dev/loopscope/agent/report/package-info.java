// SPDX-License-Identifier: Apache-2.0
/** What a finding is, and the way from a detector to the sinks. */
@NullMarked
package dev.loopscope.agent.report;

import org.jspecify.annotations.NullMarked;
