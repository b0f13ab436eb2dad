// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.app;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelectableChannel;
import java.nio.channels.spi.AbstractSelectionKey;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A provider of selectors as an application may have one of its own, and a fault in it: when it is told to, a selector keeps
 * what its poll has told for a while before it returns. Named by {@code -Djava.nio.channels.spi.SelectorProvider}.
 */
public final class DelayingProvider extends SelectorProvider {
    /** In nanoseconds; 0 once a poll was late. */
    private static final AtomicLong DELAY = new AtomicLong();

    /** Part of the name of the thread whose poll is to be late. */
    private static volatile String delayed = "";

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
            cancel();
            real.close();
        }

        @Override
        protected SelectionKey register(AbstractSelectableChannel channel, int operations, Object attachment) {
            try {
                SelectionKey key = channel.register(real, operations);
                DelayingKey outer = new DelayingKey(this, key);
                outer.attach(attachment);
                key.attach(outer);
                return outer;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Set<SelectionKey> keys() {
            return Set.copyOf(new OuterKeys(real.keys()));
        }

        @Override
        public Set<SelectionKey> selectedKeys() {
            return new OuterKeys(real.selectedKeys());
        }

        @Override
        public int selectNow() throws IOException {
            cancel();
            return real.selectNow();
        }

        @Override
        public int select(long timeout) throws IOException {
            cancel();
            return late(real.select(timeout));
        }

        @Override
        public int select() throws IOException {
            cancel();
            return late(real.select());
        }

        private void cancel() {
            Set<SelectionKey> cancelled = cancelledKeys();
            synchronized (cancelled) {
                for (SelectionKey key : cancelled) {
                    ((DelayingKey) key).real.cancel();
                    deregister((DelayingKey) key);
                }
                cancelled.clear();
            }
        }

        @Override
        public Selector wakeup() {
            real.wakeup();
            return this;
        }
    }

    /** A channel's registration with the selector that delays; the real one's has it as its attachment. */
    private static final class DelayingKey extends AbstractSelectionKey {
        private final Selector selector;
        private final SelectionKey real;

        DelayingKey(Selector selector, SelectionKey real) {
            this.selector = selector;
            this.real = real;
        }

        @Override
        public SelectableChannel channel() {
            return real.channel();
        }

        @Override
        public Selector selector() {
            return selector;
        }

        @Override
        public int interestOps() {
            return real.interestOps();
        }

        @Override
        public SelectionKey interestOps(int operations) {
            real.interestOps(operations);
            return this;
        }

        @Override
        public int readyOps() {
            return real.readyOps();
        }
    }

    /** What is selected, as whoever registered it knows it. */
    private static final class OuterKeys extends AbstractSet<SelectionKey> {
        private final Set<SelectionKey> real;

        OuterKeys(Set<SelectionKey> real) {
            this.real = real;
        }

        @Override
        public int size() {
            return real.size();
        }

        @Override
        public Iterator<SelectionKey> iterator() {
            Iterator<SelectionKey> keys = real.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return keys.hasNext();
                }

                @Override
                public SelectionKey next() {
                    return (SelectionKey) keys.next().attachment();
                }

                @Override
                public void remove() {
                    keys.remove();
                }
            };
        }
    }

    /** The next poll that ends on such a thread is late. Its end is waited for by whoever asks for another. */
    public static void delay(long nanos, String threadName) {
        delayed = threadName;
        DELAY.set(nanos);
    }

    private static int late(int keys) {
        hold();
        return keys;
    }

    /** Where something is between a poll's return and the first callback, holds it up if that was asked for. */
    public static void hold() {
        if (DELAY.get() > 0 && Thread.currentThread().getName().contains(delayed)) {
            long end = System.nanoTime() + DELAY.getAndSet(0);
            while (System.nanoTime() < end) {
                LockSupport.parkNanos(end - System.nanoTime());
            }
        }
    }
}
