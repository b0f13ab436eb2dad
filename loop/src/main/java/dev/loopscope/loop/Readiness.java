// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Loop thread only. The selector, the channels registered with it, and the loop's sleep. */
final class Readiness {
    /**
     * Selects in a row that return nothing for no reason before the selector is replaced; the JDK's epoll has spun so.
     */
    private static final int MAX_EMPTY_RETURNS = 512;

    /** What a transport reads at a time, and so what one connection may make the others wait for. Bytes. */
    private static final int SCRATCH = 1 << 16;

    private final Waker waker;
    private final ReadyQueue ready;
    private final Consumer<SelectionKey> onReady = this::keyReady;
    private Selector selector;
    private int emptyReturns;
    private boolean replaced;
    private boolean closedChannels;
    private @Nullable ByteBuffer scratch;

    private Readiness(Waker waker, ReadyQueue ready) throws IOException {
        this.waker = waker;
        this.ready = ready;
        this.selector = Selector.open();
        waker.register(selector);
    }

    static Readiness open(ReadyQueue ready) throws IOException {
        Waker waker = new Waker();
        try {
            return new Readiness(waker, ready);
        } catch (IOException e) {
            waker.close();
            throw e;
        }
    }

    Waker waker() {
        return waker;
    }

    /** Asks for events without waiting; their handles are ready afterwards. */
    void poll() {
        try {
            selector.selectNow(onReady);
            replaced = false;
        } catch (IOException e) {
            replace(e);
        }
        closedChannels = false;
    }

    /**
     * Waits for events.
     *
     * @param millis how long at most, 0 for ever
     * @return whether it was an interrupt that ended the wait; the thread's interrupt status is cleared then, because
     *     no select() would ever wait again with it
     */
    boolean sleep(long millis) {
        long before = System.nanoTime();
        try {
            int events = selector.select(onReady, millis);
            boolean interrupted = Thread.interrupted();
            boolean early = millis == 0 || System.nanoTime() - before < millis * 500_000;
            emptyReturns = events == 0 && early && !interrupted ? emptyReturns + 1 : 0;
            if (emptyReturns == MAX_EMPTY_RETURNS) {
                emptyReturns = 0;
                throw new IOException("select() returned early and empty " + MAX_EMPTY_RETURNS + " times in a row");
            }
            replaced = false;
            return interrupted;
        } catch (IOException e) {
            replace(e);
            return false;
        } finally {
            closedChannels = false;
        }
    }

    /** True while only the waker is registered and nothing waits to be deregistered: a poll could tell nothing. */
    boolean isIdle() {
        return !closedChannels && selector.keys().size() == 1;
    }

    Registration register(SelectableChannel channel) throws ClosedChannelException {
        SelectionKey key;
        try {
            key = channel.register(selector, 0);
        } catch (CancelledKeyException e) {
            // Unregistered a moment ago: the selector forgets a key only when it selects. What it reports now, it will
            // report again.
            forgetCancelled();
            key = channel.register(selector, 0);
        }
        Registration registration = new Registration(channel, key);
        key.attach(registration);
        return registration;
    }

    @Nullable
    Registration find(SelectableChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        return key == null || !key.isValid() ? null : (Registration) key.attachment();
    }

    void unregister(Registration registration) {
        registration.key().cancel();
        closedChannels = true;
    }

    /** Closes a channel. The kernel's side is gone after the next poll, which this asks for. */
    void close(SelectableChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            Log.debug("closing a channel failed", e);
        }
        closedChannels = true;
    }

    /** Lets closed channels go now instead of at the next poll: a listening port is free only then. */
    void forgetCancelled() {
        try {
            selector.selectNow(key -> {});
            closedChannels = false;
        } catch (IOException e) {
            Log.debug("select() failed", e);
        }
    }

    /** Whether {@link #forgetCancelled()} has something to do. */
    boolean hasClosedChannels() {
        return closedChannels;
    }

    /** The buffer all transports read into, empty: an idle connection needs none of its own. */
    ByteBuffer scratch() {
        ByteBuffer buffer = scratch;
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(SCRATCH);
            scratch = buffer;
        }
        return buffer.clear();
    }

    List<Registration> registrations() {
        List<Registration> registrations = new ArrayList<>();
        for (SelectionKey key : selector.keys()) {
            if (key.isValid() && key.attachment() instanceof Registration registration) {
                registrations.add(registration);
            }
        }
        return registrations;
    }

    /**
     * When the loop is closed. What transports and servers left open is closed and named; the user's channels stay
     * open.
     */
    void close() {
        List<SocketTransport> accepted = new ArrayList<>();
        for (Registration registration : registrations()) {
            Object owner = registration.owner();
            if (owner instanceof SocketTransport transport && transport.isAccepted()) {
                accepted.add(transport);
            } else if (owner instanceof SocketTransport transport) {
                transport.abandon();
            } else if (owner instanceof Server server) {
                server.abandon();
            } else if (owner != null) {
                close(registration.channel);
            }
        }
        // Those of which the other end was open here as well are over now.
        accepted.forEach(SocketTransport::abandon);
        try {
            selector.close();
        } catch (IOException e) {
            Log.debug("closing the selector failed", e);
        }
        waker.close();
    }

    private void keyReady(SelectionKey key) {
        if (key.attachment() instanceof Registration registration) {
            registration.queueReady(ready);
        } else {
            waker.drain();
        }
    }

    /** One report and one new selector; if that one fails as well, the run ends with the failure. */
    void replace(IOException failure) {
        if (replaced) {
            throw new UncheckedIOException("select() failed again with a new selector", failure);
        }
        replaced = true;
        Log.error("select() failed; going on with a new selector", failure);
        Selector broken = selector;
        try {
            selector = Selector.open();
            waker.register(selector);
            for (SelectionKey key : broken.keys()) {
                if (key.isValid() && key.attachment() instanceof Registration registration) {
                    int ops = key.interestOps();
                    registration.setKey(registration.channel.register(selector, ops, registration));
                }
            }
            broken.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
            throw new UncheckedIOException("select() failed, and so did making a new selector", failure);
        }
    }
}
