// SPDX-License-Identifier: Apache-2.0
/** Shows, one scenario at a time, what the agent finds: a mistake made on purpose, then its corrected form. */
@NullMarked
package dev.loopscope.demo;

import org.jspecify.annotations.NullMarked;
