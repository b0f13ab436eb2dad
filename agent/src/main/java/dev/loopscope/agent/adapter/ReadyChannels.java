// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.adapter;

import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/** How the callbacks of Netty's loops are named, whoever's threads they run on. */
public final class ReadyChannels {
    private ReadyChannels() {}

    /** Where no line of the application's is on the stack, the kind of channel says a little. */
    public static @Nullable String nameOf(@Nullable Object callback, @Nullable String handler) {
        Object ready = callback instanceof SelectionKey key ? key.attachment() : callback;
        if (handler != null || ready == null) {
            return handler;
        }
        String type = Boundaries.nameOf(ready.getClass());
        if (!type.contains("io.netty.channel.")) {
            return type;
        }
        // An Unsafe is inside of its channel; a registration says nothing to anybody.
        int inner = type.indexOf('$');
        String outer = inner < 0 ? type : type.substring(0, inner);
        return outer.endsWith("Channel") ? outer : callback instanceof Runnable ? type : "a ready channel";
    }
}
