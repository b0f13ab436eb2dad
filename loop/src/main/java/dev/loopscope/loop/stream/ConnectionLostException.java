// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The connection is gone, so what was asked of it cannot be done. Its cause is what the operating system said, or just that
 * this side closed it.
 *
 * <p>asyncio: {@code ConnectionResetError}, {@code BrokenPipeError} and their like.
 */
public final class ConnectionLostException extends UncheckedIOException {
    ConnectionLostException(String message, IOException cause) {
        super(message, cause);
    }
}
