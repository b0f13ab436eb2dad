// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A callback that runs whenever its channel is ready, until it is cancelled. */
final class ChannelHandle extends Handle {
    private final @Nullable Supplier<String> name;

    ChannelHandle(EventLoop loop, Runnable callback) {
        super(loop, callback);
        this.name = null;
    }

    /** For a callback of the loop's own on behalf of user code, which the name is about. */
    ChannelHandle(EventLoop loop, Runnable callback, Supplier<String> name) {
        super(loop, callback);
        this.name = name;
    }

    @Override
    void ran() {}

    @Override
    String target() {
        return name == null ? super.target() : name.get();
    }
}
