// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Loop thread only. The user's own channels: one reader and one writer each. */
final class Watching {
    private Watching() {}

    static void addReader(EventLoop loop, SelectableChannel channel, Runnable callback) {
        Registration registration = open(loop, channel, SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
        cancel(registration.reader());
        registration.setReader(new ChannelHandle(loop, Objects.requireNonNull(callback, "callback")));
    }

    static void addWriter(EventLoop loop, SelectableChannel channel, Runnable callback) {
        Registration registration = open(loop, channel, SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT);
        cancel(registration.writer());
        registration.setWriter(new ChannelHandle(loop, Objects.requireNonNull(callback, "callback")));
    }

    static boolean removeReader(EventLoop loop, SelectableChannel channel) {
        Registration registration = find(loop, channel);
        if (registration == null || registration.reader() == null) {
            return false;
        }
        cancel(registration.reader());
        registration.setReader(null);
        forgetIfIdle(loop, registration);
        return true;
    }

    static boolean removeWriter(EventLoop loop, SelectableChannel channel) {
        Registration registration = find(loop, channel);
        if (registration == null || registration.writer() == null) {
            return false;
        }
        cancel(registration.writer());
        registration.setWriter(null);
        forgetIfIdle(loop, registration);
        return true;
    }

    private static Registration open(EventLoop loop, SelectableChannel channel, int anyOf) {
        if (channel.isBlocking()) {
            throw new IllegalArgumentException(
                    "the channel must be non-blocking: call configureBlocking(false) on the " + Describe.type(channel));
        }
        if ((channel.validOps() & anyOf) == 0) {
            throw new IllegalArgumentException("a " + Describe.type(channel) + " is never ready for that");
        }
        Registration found = find(loop, channel);
        if (found != null) {
            return found;
        }
        try {
            return loop.readiness.register(channel);
        } catch (ClosedChannelException e) {
            throw new IllegalStateException("the channel is closed: " + Describe.type(channel), e);
        }
    }

    private static @Nullable Registration find(EventLoop loop, SelectableChannel channel) {
        Registration found = loop.readiness.find(channel);
        if (found != null && found.owner() != null) {
            throw new IllegalStateException("the channel is used by " + found.owner() + "; use that one's methods");
        }
        return found;
    }

    private static void cancel(@Nullable Handle handle) {
        if (handle != null) {
            handle.cancel();
        }
    }

    private static void forgetIfIdle(EventLoop loop, Registration registration) {
        if (registration.isIdle()) {
            loop.readiness.unregister(registration);
        }
    }
}
