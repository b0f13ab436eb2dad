// SPDX-License-Identifier: Apache-2.0
/** Runs the loop's own tests in a JVM of their own; apart from the other programs, since it needs the test library. */
@NullMarked
package dev.loopscope.suite;

import org.jspecify.annotations.NullMarked;
