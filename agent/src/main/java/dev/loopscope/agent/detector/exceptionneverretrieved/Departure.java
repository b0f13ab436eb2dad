// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.agent.detector.exceptionneverretrieved;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * Failures that only say that a connection is gone. Peers leave while they are written to, on every day of every server; who
 * writes without asking what became of it has lost nothing that anybody still waits for.
 */
final class Departure {
    private static final String[] WORDS = {
        "Connection reset",
        "Broken pipe",
        "forcibly closed",
        "connection was aborted",
        "Connection was closed",
        "Channel output shutdown",
        // Of Netty, for what is written to a TLS connection that the peer has ended.
        "SSLEngine closed already"
    };

    private Departure() {}

    /** On the thread that fails. */
    static boolean is(Throwable exception) {
        if (exception instanceof ClosedChannelException) {
            return true;
        }
        String type = exception.getClass().getName();
        if (type.equals("io.vertx.core.http.HttpClosedException")
                || type.equals("io.vertx.core.http.StreamResetException")) {
            return true;
        }
        return (exception instanceof IOException || type.equals("io.vertx.core.VertxException"))
                && says(exception.getMessage());
    }

    private static boolean says(@Nullable String message) {
        if (message != null) {
            for (String words : WORDS) {
                if (message.contains(words)) {
                    return true;
                }
            }
        }
        return false;
    }
}
