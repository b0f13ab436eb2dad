// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.bench;

/**
 * A loop on a thread of its own, ours or one of Netty's. A measured JVM loads a single subclass, so that the calls below are
 * direct ones once compiled.
 */
public abstract class Engine implements AutoCloseable {
    /** {@code loop}, or Netty's {@code nio} or {@code epoll}. */
    static Engine of(String name) {
        return switch (name) {
            case "loop" -> new OwnEngine();
            case "nio", "epoll" -> new NettyEngine(name);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /** Any thread. */
    abstract void post(Runnable callback);

    /** Loop thread. */
    abstract void soon(Runnable callback);

    /** Loop thread; the result is what {@link #cancel} takes. */
    abstract Object later(long nanos, Runnable callback);

    /** Loop thread. */
    abstract void cancel(Object timer);

    @Override
    public abstract void close();
}
