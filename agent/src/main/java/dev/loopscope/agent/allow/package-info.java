// SPDX-License-Identifier: Apache-2.0
/** Places the user has allowed to do what a detector would report. */
@NullMarked
package dev.loopscope.agent.allow;

import org.jspecify.annotations.NullMarked;
