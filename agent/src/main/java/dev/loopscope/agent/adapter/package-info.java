// SPDX-License-Identifier: Apache-2.0
/** Knowledge of loop families: one folder each. */
@NullMarked
package dev.loopscope.agent.adapter;

import org.jspecify.annotations.NullMarked;
