// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/** Placeholder for the skeleton build. */
public final class EventLoop {
    private EventLoop() {}
}
