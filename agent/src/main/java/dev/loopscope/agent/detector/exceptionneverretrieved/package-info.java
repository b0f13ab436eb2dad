// SPDX-License-Identifier: Apache-2.0
/** A future failed, nobody ever asked, and it is gone. */
@NullMarked
package dev.loopscope.agent.detector.exceptionneverretrieved;

import org.jspecify.annotations.NullMarked;
