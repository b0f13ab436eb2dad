// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

/** A callback that runs whenever its channel is ready, until it is cancelled. */
class ChannelHandle extends Handle {
    ChannelHandle(EventLoop loop, Runnable callback) {
        super(loop, callback);
    }

    @Override
    final void ran() {}
}
