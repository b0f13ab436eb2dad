// SPDX-License-Identifier: Apache-2.0
/**
 * The programs the agent is tried on, in JVMs of their own. They stand for a user's: outside the agent's packages, whose
 * frames no finding shows, and without any class of the agent or of a test library.
 */
@NullMarked
package dev.loopscope.app;

import org.jspecify.annotations.NullMarked;
