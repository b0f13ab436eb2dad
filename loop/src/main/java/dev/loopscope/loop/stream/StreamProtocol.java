// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop.stream;

import dev.loopscope.loop.Async;
import dev.loopscope.loop.Coroutine;
import dev.loopscope.loop.EventLoop;
import dev.loopscope.loop.ExceptionContext;
import dev.loopscope.loop.LoopFuture;
import dev.loopscope.loop.Protocol;
import dev.loopscope.loop.Task;
import dev.loopscope.loop.Transport;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Loop thread only. Between a transport, which calls back, and a reader and a writer, which are waited for. */
final class StreamProtocol implements Protocol {
    private final EventLoop loop;
    private final int limit;
    private final @Nullable StreamHandler handler;
    private final Waiters drainers;
    private final Waiters closers;
    /** Until it is taken: then it is its user's, whom the transport must not keep from forgetting it. */
    private @Nullable StreamConnection connection;

    private WeakReference<StreamReader> reader = new WeakReference<>(null);

    @SuppressWarnings("unused") // held, no more
    private @Nullable StreamWriter kept;

    private boolean writingPaused;
    /** Null as long as there is a connection. */
    private @Nullable IOException loss;

    private boolean failed;

    StreamProtocol(EventLoop loop, int limit, @Nullable StreamHandler handler) {
        this.loop = loop;
        this.limit = limit;
        this.handler = handler;
        this.drainers = new Waiters(loop);
        this.closers = new Waiters(loop);
    }

    /** Once, after connectionMade was called. */
    StreamConnection takeConnection() {
        StreamConnection taken = connection;
        if (taken == null) {
            throw new IllegalStateException("no connection was made");
        }
        connection = null;
        return taken;
    }

    /** Any thread: somebody can close the transport without it. */
    void keep(StreamWriter writer) {
        kept = writer;
    }

    EventLoop loop() {
        return loop;
    }

    void refuseIfLost() {
        if (loss != null) {
            throw new ConnectionLostException("Connection lost: " + loss.getMessage(), loss);
        }
    }

    /** In a task. */
    void drain(Transport transport) {
        refuseIfLost();
        if (transport.isClosing()) {
            // The loss is told by a callback that is scheduled already; nobody who writes and drains in turns would
            // ever
            // let it run.
            Async.sleep(Duration.ZERO).await();
            refuseIfLost();
        }
        if (writingPaused) {
            drainers.await();
            refuseIfLost();
        }
    }

    /** In a task. */
    void awaitLoss() {
        if (loss == null) {
            closers.await();
        }
        if (failed) {
            refuseIfLost();
        }
    }

    @Override
    public void connectionMade(Transport transport) {
        StreamReader made = new StreamReader(this, transport, limit);
        StreamWriter writer = new StreamWriter(this, transport, made);
        made.belongsTo(writer);
        reader = new WeakReference<>(made);
        connection = new StreamConnection(made, writer);
        if (handler == null) {
            transport.closeWhenCollected(writer);
        } else {
            Task<@Nullable Void> task =
                    loop.<@Nullable Void>createTask(Coroutine.ofVoid(handler, () -> serve(handler, made, writer)));
            task.addDoneCallback(done -> handled(done, transport));
        }
    }

    /** In a task; also one that is unwound with its loop closed, of whose end nobody is told. */
    private static void serve(StreamHandler handler, StreamReader reader, StreamWriter writer) throws Exception {
        try {
            handler.handle(reader, writer);
        } finally {
            writer.close();
        }
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        StreamReader user = reader.get();
        if (user != null) {
            user.received(data);
        }
    }

    @Override
    public boolean eofReceived() {
        StreamReader user = reader.get();
        if (user != null) {
            user.ended();
        }
        return true;
    }

    @Override
    public void connectionLost(@Nullable Throwable cause) {
        failed = cause != null;
        if (cause == null) {
            loss = new SocketException("this side closed it");
        } else {
            loss = cause instanceof IOException failure ? failure : new IOException(cause);
        }
        StreamReader user = reader.get();
        if (user != null) {
            user.lost(failed);
        }
        drainers.wakeAll();
        closers.wakeAll();
    }

    @Override
    public void pauseWriting() {
        writingPaused = true;
    }

    @Override
    public void resumeWriting() {
        writingPaused = false;
        drainers.wakeAll();
    }

    private void handled(LoopFuture<@Nullable Void> task, Transport transport) {
        Throwable failure = task.isCancelled() ? null : task.exception();
        if (failure != null && !isOwnLoss(failure)) {
            loop.callExceptionHandler(ExceptionContext.of("Unhandled exception in client_connected_cb", failure)
                    .with(ExceptionContext.TRANSPORT, transport)
                    .with(ExceptionContext.TASK, task));
        }
        transport.close();
    }

    /** Everyday life, which the transport has told the debug log. */
    @SuppressWarnings("ReferenceEquality") // another connection's loss may look the same
    private boolean isOwnLoss(Throwable failure) {
        return loss != null && failure instanceof ConnectionLostException && failure.getCause() == loss;
    }
}
