// SPDX-License-Identifier: Apache-2.0
/** The bundled loop, by its Boundary class. */
@NullMarked
package dev.loopscope.agent.adapter.ownloop;

import org.jspecify.annotations.NullMarked;
