// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.watch;

import org.jspecify.annotations.Nullable;

/**
 * What an iteration did at one moment.
 *
 * @param callback which it was in; null when that is not known
 */
public record Glimpse(Sample sample, @Nullable Object callback) {}
