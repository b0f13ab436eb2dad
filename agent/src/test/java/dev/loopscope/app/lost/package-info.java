// SPDX-License-Identifier: Apache-2.0
/**
 * Ways to lose a failure and ways to handle one that look like it: a method each, whose name is the message of the exception
 * it is about.
 */
@NullMarked
package dev.loopscope.app.lost;

import org.jspecify.annotations.NullMarked;
