// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Names things for messages. A user's object is named by its class and never by its {@code toString()}, which may be
 * slow, may throw, and may hold secrets.
 */
final class Describe {
    private Describe() {}

    /** {@code com.acme.Orders}, or {@code com.acme.Orders lambda} for a lambda or method reference written there. */
    static String type(Object object) {
        return type(object.getClass());
    }

    static String type(Class<?> type) {
        String name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        if (lambda > 0) {
            return name.substring(0, lambda) + " lambda";
        }
        int hidden = name.indexOf('/');
        return hidden > 0 ? name.substring(0, hidden) : name;
    }

    /** For log lines: the loop's own objects, text and numbers as they are, everything else by class. */
    static String value(@Nullable Object object) {
        if (object == null || object instanceof CharSequence || object instanceof Number || object instanceof Boolean) {
            return String.valueOf(object);
        }
        if (object instanceof SocketAddress address) {
            return address(address);
        }
        if (object instanceof Throwable throwable) {
            return type(throwable);
        }
        boolean ours = object instanceof Handle
                || object instanceof LoopFuture
                || object instanceof Coroutine
                || object instanceof EventLoop
                || object instanceof SocketTransport
                || object instanceof Server
                || object instanceof ExceptionContext;
        return ours ? object.toString() : "<" + type(object) + ">";
    }

    /** {@code 127.0.0.1:80}, without the look-up that {@link InetSocketAddress#getHostName()} may do. */
    static String address(@Nullable SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return String.valueOf(address);
        }
        if (inet.getAddress() == null) {
            return inet.getHostString() + ":" + inet.getPort();
        }
        String host = inet.getAddress().getHostAddress();
        return (inet.getAddress() instanceof Inet6Address ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
}
