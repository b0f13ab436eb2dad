// SPDX-License-Identifier: Apache-2.0
/** What the agent is told to take for a library. */
package dev.loopscope.app.real.library;
