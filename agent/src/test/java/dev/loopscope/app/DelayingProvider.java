// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A provider of selectors as an application may have one of its own, and a fault in it: when it is told to, a selector keeps
 * what its poll has told for a while before it returns. Named by {@code -Djava.nio.channels.spi.SelectorProvider}.
 */
public final class DelayingProvider extends SelectorProvider {
    /** How long the next selects return too late, in nanoseconds; then none does. */
    static volatile long delayNanos;

    private final SelectorProvider real = realProvider();

    /** The system's own, which {@code SelectorProvider.provider()} would be without the property. */
    private static SelectorProvider realProvider() {
        try {
            return (SelectorProvider) Class.forName("sun.nio.ch.DefaultSelectorProvider")
                    .getMethod("get")
                    .invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return real.openDatagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        return real.openDatagramChannel(family);
    }

    @Override
    public Pipe openPipe() throws IOException {
        return real.openPipe();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return real.openServerSocketChannel();
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return real.openSocketChannel();
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return new DelayingSelector(this, real.openSelector());
    }

    private static final class DelayingSelector extends AbstractSelector {
        private final AbstractSelector real;

        DelayingSelector(SelectorProvider provider, AbstractSelector real) {
            super(provider);
            this.real = real;
        }

        @Override
        protected void implCloseSelector() throws IOException {
            real.close();
        }

        @Override
        protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
            try {
                return channel.register(real, operations, attachment);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Set<SelectionKey> keys() {
            return real.keys();
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return real.selectedKeys();
        }

        @Override
        public int selectNow() throws IOException {
            return real.selectNow();
        }

        @Override
        public int select(long timeout) throws IOException {
            return late(real.select(timeout));
        }

        @Override
        public int select() throws IOException {
            return late(real.select());
        }

        @Override
        public Selector wakeup() {
            real.wakeup();
            return this;
        }
    }

    static int late(int keys) {
        long end = System.nanoTime() + delayNanos;
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        delayNanos = 0;
        return keys;
    }
}
