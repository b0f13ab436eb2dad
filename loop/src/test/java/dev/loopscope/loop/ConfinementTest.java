// SPDX-License-Identifier: Apache-2.0
package dev.loopscope.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConfinementTest {
    /** As their Javadoc says; or they only refuse, or begin something that others go on with. */
    private static final List<String> ANY_THREAD = List.of(
            "EventLoop.allTasks",
            "EventLoop.callSoonThreadSafe",
            "EventLoop.close",
            "EventLoop.createEagerTask",
            "EventLoop.createFuture",
            "EventLoop.defaultExceptionHandler",
            "EventLoop.execute",
            "EventLoop.getTaskFactory",
            "EventLoop.isClosed",
            "EventLoop.isRunning",
            "EventLoop.name",
            "EventLoop.nanoTime",
            "EventLoop.runCoroutineThreadSafe",
            "EventLoop.runForever",
            "EventLoop.runUntilComplete",
            "EventLoop.setExceptionHandler",
            "Handle.getContext",
            "Handle.isCancelled",
            "TimerHandle.when",
            "LoopFuture.await",
            "LoopFuture.awaitedBy",
            "LoopFuture.getLoop",
            "LoopFuture.isCancelled",
            "LoopFuture.isDone",
            "LoopFuture.toCompletableFuture",
            "Task.awaits",
            "Task.cancelling",
            "Task.getContext",
            "Task.getCoroutine",
            "Task.getName",
            "Task.getStack",
            "Task.printStack",
            "Task.setException",
            "Task.setName",
            "Task.setResult",
            "Transport.canWriteEof",
            "Transport.isClosing",
            "Transport.isReading",
            "Transport.localAddress",
            "Transport.peerAddress",
            "Transport.protocol",
            "Transport.writeBufferSize",
            "Server.addresses",
            "Server.connectionCount",
            "Server.isServing");

    private final EventLoop loop = EventLoop.open("confined");

    @BeforeEach
    void forgetTheLog() {
        RecordedLog.clear();
    }

    @AfterEach
    void closeTheLoop() {
        loop.close();
    }

    private Map<String, ThrowingCallable> calls(Transport transport, Server server) throws IOException {
        Handle handle = loop.callSoon(() -> {});
        TimerHandle timer = loop.callLater(Duration.ofHours(1), () -> {});
        LoopFuture<String> future = loop.createFuture();
        Task<?> task = loop.createTask(Async.sleep(Duration.ofHours(1)));
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("EventLoop.callSoon", () -> loop.callSoon(() -> {}));
        calls.put("EventLoop.callLater", () -> loop.callLater(Duration.ZERO, () -> {}));
        calls.put("EventLoop.callAt", () -> loop.callAt(0, () -> {}));
        calls.put("EventLoop.createTask", () -> loop.createTask(Coroutine.of(() -> "x")));
        calls.put("EventLoop.createTask ", () -> loop.createEagerTask(Coroutine.of(() -> "x")));
        calls.put("EventLoop.setTaskFactory", () -> loop.setTaskFactory(null));
        calls.put("EventLoop.stop", loop::stop);
        calls.put("EventLoop.addReader", () -> loop.addReader(pipe.source(), () -> {}));
        calls.put("EventLoop.removeReader", () -> loop.removeReader(pipe.source()));
        calls.put("EventLoop.addWriter", () -> loop.addWriter(pipe.sink(), () -> {}));
        calls.put("EventLoop.removeWriter", () -> loop.removeWriter(pipe.sink()));
        calls.put("EventLoop.runInExecutor", () -> loop.runInExecutor(() -> ""));
        calls.put("EventLoop.shutdownDefaultExecutor", () -> loop.shutdownDefaultExecutor(Duration.ZERO));
        calls.put("EventLoop.callExceptionHandler", () -> loop.callExceptionHandler(ExceptionContext.of("x")));
        calls.put("EventLoop.resolve", () -> loop.resolve("127.0.0.1", 1));
        calls.put("EventLoop.createServer", () -> loop.createServer(() -> new Recorder(loop), "127.0.0.1", 0));
        calls.put("EventLoop.createConnection", () -> loop.createConnection(() -> new Recorder(loop), "127.0.0.1", 1));
        calls.put("Task.start", () -> Task.start(loop, Coroutine.of(() -> "x"), TaskOptions.none()));
        calls.put("Handle.cancel", handle::cancel);
        calls.put("Handle.cancel ", timer::cancel);
        calls.put("LoopFuture.result", future::result);
        calls.put("LoopFuture.exception", future::exception);
        calls.put("LoopFuture.setResult", () -> future.setResult("x"));
        calls.put("LoopFuture.setException", () -> future.setException(new IOException("x")));
        calls.put("LoopFuture.cancel", future::cancel);
        calls.put("LoopFuture.addDoneCallback", () -> future.addDoneCallback(done -> {}));
        calls.put("LoopFuture.addDoneCallback ", future::toCompletableFuture);
        calls.put("LoopFuture.removeDoneCallback", () -> future.removeDoneCallback(done -> {}));
        calls.put("Transport.write", () -> transport.write(ByteBuffer.allocate(1)));
        calls.put("Transport.write ", () -> transport.write(new byte[1]));
        calls.put("Transport.writeEof", transport::writeEof);
        calls.put("Transport.close", transport::close);
        calls.put("Transport.abort", transport::abort);
        calls.put("Transport.pauseReading", transport::pauseReading);
        calls.put("Transport.resumeReading", transport::resumeReading);
        calls.put("Transport.setWriteBufferLimits", () -> transport.setWriteBufferLimits(1, 1));
        calls.put("Transport.setProtocol", () -> transport.setProtocol(new Recorder(loop)));
        calls.put("Transport.closeWhenCollected", () -> transport.closeWhenCollected(new Object()));
        calls.put("EventLoop.wrapFuture", () -> loop.wrapFuture(new CompletableFuture<>()));
        calls.put("Task.cancel", task::cancel);
        calls.put("Task.uncancel", task::uncancel);
        calls.put("Server.close", server::close);
        calls.put("Server.startServing", server::startServing);
        calls.put("Server.closeClients", server::closeClients);
        calls.put("Server.abortClients", server::abortClients);
        calls.put("Server.closed", server::closed);
        return calls;
    }

    @Test
    @DeliberateMistake("calls from a wrong thread")
    void everyLoopOnlyMethodRefusesAForeignThreadAndNamesBoth() throws Exception {
        Server server = Loops.run(loop, loop.createServer(() -> new Recorder(loop), "127.0.0.1", 0));
        Transport transport = Loops.run(
                        loop,
                        loop.createConnection(
                                () -> new Recorder(loop),
                                "127.0.0.1",
                                server.addresses().get(0).getPort()))
                .transport();
        Map<String, ThrowingCallable> calls = calls(transport, server);
        String foreign = Thread.currentThread().getName();
        Loops.whileRunning(loop, () -> {
            calls.forEach((operation, call) -> assertThat(catchThrowable(call))
                    .as(operation)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Non-thread-safe operation: " + operation.strip()
                            + " was called from thread '" + foreign
                            + "', but confined runs in thread 'the-loop-thread'; use EventLoop.")
                    .hasMessageMatching(".*; use EventLoop\\.(callSoon|runCoroutine)ThreadSafe.*"));
            return calls;
        });
        assertThat(calls).hasSize(46);
        server.close();
        transport.close();
        loop.allTasks().forEach(LoopFuture::cancel);
        Loops.tick(loop, 5);
        server.closeClients();
        Loops.tick(loop, 5);
        assertThat(RecordedLog.complaints()).isEmpty();
    }

    /** What may be called by any thread says so; all other methods refuse it, or are what a task calls within itself. */
    @Test
    void everyMethodOfWhatBelongsToALoopIsRefusedOrSaysThatItIsForAnyThread() throws Exception {
        Server server = Loops.run(loop, loop.createServer(() -> new Recorder(loop), "127.0.0.1", 0));
        Transport transport = Loops.run(
                        loop,
                        loop.createConnection(
                                () -> new Recorder(loop),
                                "127.0.0.1",
                                server.addresses().get(0).getPort()))
                .transport();
        Set<String> known = new TreeSet<>(ANY_THREAD);
        calls(transport, server).keySet().forEach(call -> known.add(call.strip()));
        Set<String> methods = new TreeSet<>();
        for (Class<?> type : List.of(
                EventLoop.class,
                Handle.class,
                TimerHandle.class,
                LoopFuture.class,
                Task.class,
                Transport.class,
                Server.class)) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers())
                        && !method.isBridge()
                        && !method.getName().equals("toString")) {
                    methods.add(type.getSimpleName() + "." + method.getName());
                }
            }
        }
        methods.removeAll(known);
        assertThat(methods).isEmpty();
        server.close();
        transport.abort();
        loop.allTasks().forEach(LoopFuture::cancel);
        Loops.tick(loop, 5);
        server.abortClients();
        Loops.tick(loop, 5);
    }

    @Test
    @DeliberateMistake("calls from a wrong thread")
    void whatWakesATaskThatWaitsRefusesAForeignThread() throws Exception {
        AsyncEvent event = new AsyncEvent();
        AsyncLock lock = new AsyncLock();
        AsyncSemaphore semaphore = AsyncSemaphore.of(0);
        AsyncQueue<String> queue = AsyncQueue.fifo(1);
        AsyncBarrier barrier = AsyncBarrier.of(2);
        AsyncCondition condition = new AsyncCondition();
        List<Task<?>> waiting = new ArrayList<>();
        loop.runUntilComplete(lock.acquire());
        for (Coroutine<?> wait : List.of(
                event.waitUntilSet(),
                lock.acquire(),
                semaphore.acquire(),
                queue.get(),
                barrier.waitForAll(),
                Coroutine.ofVoid(() -> condition
                        .lock()
                        .runVoid(() -> condition.waitForNotification().await())))) {
            waiting.add(loop.createTask(wait));
        }
        Loops.tick(loop, 3);
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("AsyncEvent.set", event::set);
        calls.put("AsyncEvent.clear", event::clear);
        calls.put("AsyncLock.release", lock::release);
        calls.put("AsyncSemaphore.release", semaphore::release);
        calls.put("AsyncQueue.offer", () -> queue.offer("x"));
        calls.put("AsyncQueue.shutdown", queue::shutdown);
        calls.put("AsyncBarrier.reset", barrier::reset);
        calls.put("AsyncBarrier.abort", barrier::abort);
        calls.put("AsyncCondition.notifyWaiters", () -> condition.notifyWaiters(1));
        calls.put("AsyncCondition.notifyWaiters ", condition::notifyAllWaiters);
        Loops.whileRunning(loop, () -> {
            calls.forEach((operation, call) -> assertThat(catchThrowable(call))
                    .as(operation)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            " was called from thread '" + Thread.currentThread().getName() + "', but confined")
                    .hasMessageContaining("use EventLoop.callSoonThreadSafe("));
            return calls;
        });
        waiting.forEach(LoopFuture::cancel);
        Loops.tick(loop, 5);
    }

    @Test
    void whatIsDoneMayBeReadByAnyThread() throws Exception {
        LoopFuture<String> done = loop.createFuture();
        LoopFuture<String> failed = loop.createFuture();
        IOException failure = new IOException("x");
        done.setResult("x");
        failed.setException(failure);
        Loops.whileRunning(loop, () -> {
            assertThat(done.result()).isEqualTo("x");
            assertThat(done.exception()).isNull();
            assertThat(failed.exception()).isSameAs(failure);
            return done;
        });
        assertThat(done.result()).isEqualTo("x");
    }

    @Test
    void aLoopThatDoesNotRunIsAnybodysToSetUp() throws Exception {
        LoopFuture<String> future = loop.createFuture();
        Thread thread = new Thread(() -> {
            loop.callSoon(() -> future.setResult("x"));
            future.addDoneCallback(done -> loop.stop());
        });
        thread.start();
        thread.join();
        loop.runForever();
        assertThat(future.result()).isEqualTo("x");
    }
}
