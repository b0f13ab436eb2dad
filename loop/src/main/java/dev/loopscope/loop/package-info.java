// SPDX-License-Identifier: Apache-2.0
/** An event loop with asyncio's programming model: one thread, callbacks, futures, transports on non-blocking sockets. */
@NullMarked
package dev.loopscope.loop;

import org.jspecify.annotations.NullMarked;
