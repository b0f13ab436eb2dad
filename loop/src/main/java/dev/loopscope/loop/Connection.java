// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/**
 * What {@link EventLoop#createConnection} gives.
 *
 * @param <P> the protocol the factory made
 */
public record Connection<P extends Protocol>(Transport transport, P protocol) {}
