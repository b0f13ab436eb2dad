// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.sink;

/**
 * A line of the agent about itself, logged as {@code loopscope}.
 *
 * @param warning true for WARN, false for INFO
 */
public record Notice(boolean warning, String text) {}
