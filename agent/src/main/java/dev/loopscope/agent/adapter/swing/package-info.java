// SPDX-License-Identifier: Apache-2.0
/** AWT's and Swing's event thread. */
@NullMarked
package dev.loopscope.agent.adapter.swing;

import org.jspecify.annotations.NullMarked;
