// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.weave;

/**
 * A point whose class has loaded without it.
 *
 * @param name the method's, with its class
 * @param family whose loops are not watched on account of it; empty for none
 */
public record MissingHook(String name, String family) {}
