// SPDX-License-Identifier: Apache-2.0
/** The agent's own world: loaded by its own class loader, invisible to the application it watches. */
@NullMarked
package dev.loopscope.agent;

import org.jspecify.annotations.NullMarked;
