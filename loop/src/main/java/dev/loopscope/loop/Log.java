// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The loop's own messages: one logger, {@code loopscope}. */
final class Log {
    private static final Logger LOGGER = LoggerFactory.getLogger("loopscope");

    private Log() {}

    static boolean isDebug() {
        return LOGGER.isDebugEnabled();
    }

    static void debug(String message, @Nullable Throwable exception) {
        LOGGER.debug(message, exception);
    }

    static void warn(String message) {
        LOGGER.warn(message);
    }

    static void warn(String message, @Nullable Throwable exception) {
        LOGGER.warn(message, exception);
    }

    static void error(String message, @Nullable Throwable exception) {
        LOGGER.error(message, exception);
    }
}
