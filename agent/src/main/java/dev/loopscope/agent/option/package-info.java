// SPDX-License-Identifier: Apache-2.0
/** What the user asked for, from argument, property, environment and file. */
@NullMarked
package dev.loopscope.agent.option;

import org.jspecify.annotations.NullMarked;
